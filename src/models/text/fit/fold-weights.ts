import type { Learner } from "./learner.ts";

/** One matrix that scores as the learner does: (features + 1) x classes, the last row the bias; s = matrix x. */
export type FoldedWeights = { readonly features: number; readonly classes: number; readonly cells: Float32Array };

/** The same as signed bytes with one scale for each row: cell = bytes * scale. */
export type ByteWeights = { readonly bytes: Int8Array; readonly scales: Float32Array };

/** Folds naive Bayes into the weights: W + V, V centred over the classes of each feature. */
export function foldWeights({ memory, classes, priors }: Learner): FoldedWeights {
  const { features } = memory.size;
  const cells = new Float32Array((features + 1) * classes);
  for (let f = 0; f <= features; f++) {
    const from = f * memory.columns;
    let mean = 0;
    if (f < features) for (let k = 0; k < classes; k++) mean += (memory.bayes[from + k]! + priors[k]!) / classes;
    for (let k = 0; k < classes; k++) {
      const bayes = f < features ? memory.bayes[from + k]! + priors[k]! - mean : 0;
      cells[f * classes + k] = memory.weights[from + k]! + bayes;
    }
  }
  return { features, classes, cells };
}

/** Rounds each row to signed bytes. */
export function roundWeights({ features, classes, cells }: FoldedWeights): ByteWeights {
  const bytes = new Int8Array(cells.length);
  const scales = new Float32Array(features + 1);
  for (let f = 0; f <= features; f++) {
    let largest = 0;
    for (let c = f * classes; c < (f + 1) * classes; c++) largest = Math.max(largest, Math.abs(cells[c]!));
    const scale = Math.fround(largest / 127);
    scales[f] = scale;
    if (scale > 0) for (let c = f * classes; c < (f + 1) * classes; c++) bytes[c] = Math.round(cells[c]! / scale);
  }
  return { bytes, scales };
}
