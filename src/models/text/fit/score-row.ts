import { weighText } from "../features/weigh-text.ts";
import { type Learner, makeRoom } from "./learner.ts";

/** A place for the scores of one row: `classes` numbers from `at`. */
export type ScorePlace = { readonly scores: Float32Array; readonly at: number };

/** Writes the scores of the entries from ... end (byte addresses, the last one the bias): s = W x + g V x, V centred. */
export function scoreEntries(learner: Learner, { from, end }: { from: number; end: number }, place: ScorePlace): void {
  const { memory, classes, priors } = learner;
  const { sweeps, out, values, at } = memory;
  const { scores } = place;
  sweeps.gather(from, end, at.weights);
  for (let k = 0; k < classes; k++) scores[place.at + k] = out[k]!;
  let length = 0;
  for (let e = (from - at.entries) / 4; e < (end - at.entries) / 4 - 1; e++) length += values[e]!;
  sweeps.gather(from, end - 4, at.bayes);
  let mean = 0;
  for (let k = 0; k < classes; k++) mean += out[k]! + length * priors[k]!;
  mean /= classes;
  for (let k = 0; k < classes; k++) scores[place.at + k]! += out[k]! + length * priors[k]! - mean;
}

/** Writes the scores of a text. */
export function scoreText(learner: Learner, text: string, place: ScorePlace): void {
  makeRoom(learner);
  const { memory, starts, rows } = learner;
  const first = starts[rows]!;
  const { entries } = weighText(text, learner.text, { ids: memory.ids, values: memory.values, at: first });
  memory.ids[first + entries] = memory.size.features;
  memory.values[first + entries] = 1;
  const from = memory.at.entries + 4 * first;
  scoreEntries(learner, { from, end: from + 4 * entries + 4 }, place);
}
