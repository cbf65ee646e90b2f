import { Failure } from "#failure";
import type { TrainedText } from "../fit/fit-text.ts";
import { type ByteWeights, type FoldedWeights, foldWeights, roundWeights } from "../fit/fold-weights.ts";
import type { Learner } from "../fit/learner.ts";
import { type ArtifactSections, writeArtifact } from "../stored/artifact.ts";

/** The names or ids of the classes, in their order, and how to store the weights ("smallest sound" unless said). */
export type EncodeRequest = {
  readonly labels: readonly string[];
  readonly weights?: "smallest sound" | "int8" | "float32";
};

/** How much rounding may cost: two answers more wrong in a thousand, and a hundredth of a nat of mean log loss. */
const mostWrong = 0.002;
const mostLoss = 0.01;
const rowsChecked = 2000;

/**
 * The learner as it is now as one file: a JSON header and typed arrays (see artifact.ts), nothing executable. Weights are
 * stored as bytes with a scale for each feature, unless that would raise the error or the log loss; then as float32.
 */
export function encodeText(
  trained: TrainedText,
  { labels, weights = "smallest sound" }: EncodeRequest,
): Uint8Array<ArrayBuffer> {
  const { learner, classes, temperature } = trained;
  if (labels.length !== classes)
    throw new Failure("invalid", `The model has ${classes} labels, not ${labels.length}.`, { field: "labels" });
  if (new Set(labels).size !== classes)
    throw new Failure("invalid", "Two labels have the same name.", { field: "labels" });
  const { features, vocabulary, idf } = learner.text;
  const folded = foldWeights(learner);
  const rounded = roundWeights(folded);
  const asBytes = weights === "int8" || (weights === "smallest sound" && roundingIsSound(trained, folded, rounded));
  const sections: ArtifactSections = {
    keys: vocabulary.keys.slice(0, vocabulary.size),
    idf,
    scales: asBytes ? rounded.scales : new Float32Array(0),
    weights: asBytes ? rounded.bytes : folded.cells,
  };
  return writeArtifact({ labels, features, temperature }, sections);
}

// Scores of rows the learner had not seen (where there are any), with and without what rounding changes on those rows.
function roundingIsSound(trained: TrainedText, folded: FoldedWeights, rounded: ByteWeights): boolean {
  const { learner, classes, outOfFold, temperature } = trained;
  const rows = outOfFold ? outOfFold.length / classes : learner.rows;
  const stride = Math.max(1, Math.ceil(rows / rowsChecked));
  let [checked, moreWrong, moreLoss] = [0, 0, 0];
  for (let row = 0; row < rows; row += stride) {
    const label = learner.labels[row]!;
    if (label < 0) continue;
    const { exact, change } = scoresOf(learner, row, { folded, rounded });
    const base = outOfFold
      ? Array.from(exact, (_, k) => Math.log(outOfFold[row * classes + k]! + 1e-12))
      : Array.from(exact, (s) => temperature * s);
    const before = judge(base, label);
    const after = judge(
      base.map((score, k) => score + temperature * change[k]!),
      label,
    );
    checked++;
    moreWrong += after.wrong - before.wrong;
    moreLoss += after.loss - before.loss;
  }
  return checked === 0 || (moreWrong <= Math.max(1, mostWrong * checked) && moreLoss <= mostLoss * checked);
}

type BothWeights = { readonly folded: FoldedWeights; readonly rounded: ByteWeights };

function scoresOf(learner: Learner, row: number, { folded, rounded }: BothWeights) {
  const { memory, classes, starts } = learner;
  const exact = new Float64Array(classes);
  const change = new Float64Array(classes);
  for (let e = starts[row]!; e < starts[row + 1]!; e++) {
    const feature = memory.ids[e]!;
    const value = memory.values[e]!;
    for (let k = 0, cell = feature * classes; k < classes; k++, cell++) {
      exact[k]! += value * folded.cells[cell]!;
      change[k]! += value * (rounded.bytes[cell]! * rounded.scales[feature]! - folded.cells[cell]!);
    }
  }
  return { exact, change };
}

function judge(scores: readonly number[], label: number): { wrong: number; loss: number } {
  const top = Math.max(...scores);
  const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
  return { wrong: scores[label]! < top ? 1 : 0, loss: Math.log(sum) - (scores[label]! - top) };
}
