import { mostFeatures } from "../features/read-features.ts";
import { type TextWeights, weighText } from "../features/weigh-text.ts";
import type { TrainedText } from "./fit-text.ts";
import { scoreText } from "./score-row.ts";
import type { SparseRows } from "./sparse-rows.ts";
import { closeRow, createRows, openRow } from "./sparse-rows.ts";
import { softmaxInPlace } from "./temperature.ts";

/** The probabilities of each text (texts x classes), by the learner as it is now, live updates included. */
export function scoreTexts(trained: TrainedText, texts: readonly string[]): Float32Array {
  const { classes, learner, temperature } = trained;
  const scores = new Float32Array(texts.length * classes);
  for (let t = 0; t < texts.length; t++) {
    scoreText(learner, texts[t]!, { scores, at: t * classes });
    softmaxInPlace(scores, { at: t * classes, classes }, temperature);
  }
  return scores;
}

/** The weighted feature rows of texts, each of length 1 (or empty): the product of two is their cosine. */
export function vectorsOf(weights: Omit<TextWeights, "rarestIdf">, texts: readonly string[]): SparseRows {
  const rows = createRows();
  for (const text of texts) {
    const at = openRow(rows, mostFeatures);
    const { entries } = weighText(text, weights, { ids: rows.ids, values: rows.values, at });
    closeRow(rows, entries);
  }
  return rows;
}
