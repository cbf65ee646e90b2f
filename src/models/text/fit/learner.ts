import { mostFeatures } from "../features/read-features.ts";
import type { TextWeights } from "../features/weigh-text.ts";
import { growMemory, type LearnerMemory } from "./learner-memory.ts";
import type { Solver } from "./solve.ts";

/** The settings of the learner; the usual ones are those measured in docs (see `usualOptions`). */
export type LearnerOptions = {
  readonly solver: Solver;
  /** C of the squared hinge. */
  readonly cost: number;
  /** Smoothing a of naive Bayes. */
  readonly smoothing: number;
  /** Share g of naive Bayes in the score. */
  readonly bayesShare: number;
  /** Descent stops when the mean step falls below this share of the first epoch's. */
  readonly tolerance: number;
  readonly mostEpochs: number;
};

/** One-vs-rest linear learner in training: rows with their labels, dual variables, weights and naive Bayes counts. */
export type Learner = {
  readonly options: LearnerOptions;
  readonly text: TextWeights;
  readonly classes: number;
  memory: LearnerMemory;
  /** Rows held, the removed ones included. */
  rows: number;
  /** Row r has the entries starts[r] ... starts[r + 1], the last of them the bias. */
  starts: Uint32Array;
  /** How many entries of each row belong to the word block; they come first. */
  wordEntries: Uint32Array;
  /** Squared length of each row, bias included. */
  squares: Float32Array;
  /** The class of each row; -1 marks a removed row. */
  labels: Int32Array;
  /** Naive Bayes: weight of each feature in each class (features x columns). */
  readonly counts: Float32Array;
  /** Naive Bayes: weight of all features in each class. */
  readonly totals: Float64Array;
  /** Naive Bayes: g times minus the logarithm of the smoothed total, for each class. */
  readonly priors: Float32Array;
};

/** The byte addresses of a row's entries; `end` includes the bias, `features` does not. */
export function entriesOf(learner: Learner, row: number): { from: number; features: number; end: number } {
  const base = learner.memory.at.entries;
  const end = base + 4 * learner.starts[row + 1]!;
  return { from: base + 4 * learner.starts[row]!, features: end - 4, end };
}

/** Makes sure that one more row of any length fits, beside the scratch row that scoring uses. */
export function makeRoom(learner: Learner): void {
  const { memory, rows } = learner;
  const entries = learner.starts[rows]! + 2 * mostFeatures;
  if (rows + 1 < memory.size.rows && entries < memory.size.entries) return;
  const larger = {
    rows: Math.ceil(1.5 * memory.size.rows) + 64,
    entries: entries + Math.ceil(memory.size.entries / 2),
  };
  learner.memory = growMemory(memory, larger);
  const copied = {
    starts: new Uint32Array(larger.rows + 1),
    wordEntries: new Uint32Array(larger.rows),
    squares: new Float32Array(larger.rows),
    labels: new Int32Array(larger.rows),
  };
  copied.starts.set(learner.starts);
  copied.wordEntries.set(learner.wordEntries);
  copied.squares.set(learner.squares);
  copied.labels.set(learner.labels);
  Object.assign(learner, copied);
}

/** Ends the row whose features were written at the end of the entries: adds the bias and takes the label in. */
export function closeLearnerRow(
  learner: Learner,
  { entries, wordEntries }: { readonly entries: number; readonly wordEntries: number },
  label: number,
): number {
  const { memory } = learner;
  const row = learner.rows++;
  const at = learner.starts[row]! + entries;
  memory.ids[at] = memory.size.features;
  memory.values[at] = 1;
  learner.starts[row + 1] = at + 1;
  let squares = 1;
  for (let e = learner.starts[row]!; e < at; e++) squares += memory.values[e]! * memory.values[e]!;
  learner.squares[row] = squares;
  learner.labels[row] = label;
  learner.wordEntries[row] = wordEntries;
  return row;
}

/** The rows that count, removed ones left out. */
export function livingRows(learner: Learner): Int32Array {
  const found = new Int32Array(learner.rows);
  let count = 0;
  for (let row = 0; row < learner.rows; row++) if (learner.labels[row]! >= 0) found[count++] = row;
  return found.subarray(0, count);
}
