import { Failure } from "#failure";
import { seededRandom } from "#statistics";
import { collectFeatures } from "../features/collect-features.ts";
import { type FeatureSet, mostFeatures } from "../features/read-features.ts";
import { calibrate } from "./calibrate.ts";
import { closeLearnerRow, type Learner, type LearnerOptions, livingRows } from "./learner.ts";
import { columnsFor, mostWeights, openMemory, spare } from "./learner-memory.ts";
import { countRow, renewPriors } from "./naive-bayes.ts";
import { type Solver, solve } from "./solve.ts";
import { softmaxInPlace, usualTemperature } from "./temperature.ts";

/** What a person may choose; everything has a measured default. */
export type TextOptions = {
  /** How the weights are found ("linear"); only that one can go on learning by `updateLabels`. */
  readonly solver?: Solver;
  /** "all" (word 1-2-grams and character 2-5-grams, the default) or "words" only. */
  readonly features?: FeatureSet;
  /** C of the squared hinge (1). */
  readonly cost?: number;
  /** Share of naive Bayes in the score (.05, .02 under 20 examples a label). */
  readonly bayesShare?: number;
  /** "simd" where the machine has it (default), or "plain" TypeScript: the same results, slower. */
  readonly arithmetic?: "simd" | "plain";
};

/** The phases of a training, in order. */
export type TextPhase = "features" | "fit" | "calibrate";

/** Examples to learn from: text i has the class labels[i], 0 ... classes - 1. */
export type FitTextRequest = {
  readonly texts: readonly string[];
  readonly labels: Int32Array;
  readonly classes: number;
  /** Further texts without labels: they teach the vocabulary and how rare each feature is. */
  readonly pool?: readonly string[];
  readonly seed: number;
  readonly options?: TextOptions;
  readonly calibrate: "out-of-fold" | "none";
  /** Called as each phase ends. */
  readonly onProgress?: (phase: TextPhase, seconds: number) => void;
};

/** A text learner that was trained and can go on learning; use it through the functions of this door. */
export type TrainedText = {
  readonly learner: Learner;
  readonly seed: number;
  readonly classes: number;
  readonly features: number;
  readonly temperature: number;
  readonly epochs: number;
  /** Probabilities of every training row by a learner that had not seen it (rows x classes); only when calibrated. */
  readonly outOfFold: Float32Array | undefined;
  readonly seconds: Readonly<Record<TextPhase, number>>;
};

/** Trains the learner: features, one-vs-rest squared hinge with naive Bayes folded in, temperature. Same seed, same model. */
export function fitText(given: FitTextRequest): TrainedText {
  checkRequest(given);
  const seconds = { features: 0, fit: 0, calibrate: 0 };
  const timed = <Result>(phase: TextPhase, work: () => Result): Result => {
    const started = performance.now();
    const result = work();
    seconds[phase] = (performance.now() - started) / 1000;
    given.onProgress?.(phase, seconds[phase]);
    return result;
  };
  const learner = timed("features", () => openLearner(given));
  const epochs = timed("fit", () => {
    for (let row = 0; row < learner.rows; row++) countRow(learner, row, 1);
    renewPriors(learner);
    const { mostEpochs, tolerance } = learner.options;
    return solve(learner, {
      order: livingRows(learner),
      epochs: mostEpochs,
      tolerance,
      random: seededRandom(given.seed),
    });
  });
  const found = given.calibrate === "none" ? undefined : timed("calibrate", () => calibrate(learner, given.seed));
  const temperature = found?.temperature ?? usualTemperature;
  const { classes } = given;
  if (found)
    for (let row = 0; row < learner.rows; row++)
      softmaxInPlace(found.scores, { at: row * classes, classes }, temperature);
  const features = learner.memory.size.features;
  return { learner, seed: given.seed, classes, features, temperature, epochs, outOfFold: found?.scores, seconds };
}

function checkRequest({ texts, labels, classes }: FitTextRequest): void {
  const field = "labels";
  if (!Number.isInteger(classes) || classes < 2)
    throw new Failure("invalid", "A classifier needs at least two labels.", { field });
  if (texts.length === 0)
    throw new Failure("invalid", "There are no labelled texts to learn from.", { field: "texts" });
  if (texts.length !== labels.length) throw new Failure("invalid", "Every text needs exactly one label.", { field });
  const wrong = labels.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) throw new Failure("invalid", `Text ${wrong} has a label outside 0 to ${classes - 1}.`, { field });
}

// Alone naive Bayes wants more smoothing than beside the linear weights; its share only brings its scores to the size of theirs.
const bayesSmoothing = 0.01;

function optionsFor({ options = {}, texts, classes }: FitTextRequest): LearnerOptions {
  const { solver = "linear", cost = 1 } = options;
  const share = { linear: texts.length < 20 * classes ? 0.02 : 0.05, "naive-bayes": 0.2, "nearest-centroid": 0 }[
    solver
  ];
  const smoothing = solver === "naive-bayes" ? bayesSmoothing : 0.001;
  return { solver, cost, smoothing, bayesShare: options.bayesShare ?? share, tolerance: 0.05, mostEpochs: 30 };
}

function openLearner(given: FitTextRequest): Learner {
  const { classes, labels, options = {}, pool = [], texts } = given;
  const columns = columnsFor(classes);
  const most = Math.floor(mostWeights / columns) - 1;
  const collected = collectFeatures({ texts, pool, features: options.features ?? "all", mostFeatures: most });
  const { rows, weights: text, wordEntries } = collected;
  const features = text.vocabulary.size;
  const room = 256 + Math.ceil(rows.rows * (spare - 1));
  const entries = Math.ceil((rows.starts[rows.rows]! + rows.rows) * spare) + 4 * mostFeatures;
  const memory = openMemory({ classes, features, rows: rows.rows + room, entries }, options.arithmetic ?? "simd");
  const learner: Learner = {
    options: optionsFor(given),
    text,
    classes,
    memory,
    rows: 0,
    starts: new Uint32Array(memory.size.rows + 1),
    wordEntries: new Uint32Array(memory.size.rows),
    squares: new Float32Array(memory.size.rows),
    labels: new Int32Array(memory.size.rows),
    counts: new Float32Array(features * columns),
    totals: new Float64Array(classes),
    priors: new Float32Array(classes),
  };
  for (let row = 0; row < rows.rows; row++) {
    const [from, to] = [rows.starts[row]!, rows.starts[row + 1]!];
    memory.ids.set(rows.ids.subarray(from, to), learner.starts[row]!);
    memory.values.set(rows.values.subarray(from, to), learner.starts[row]!);
    closeLearnerRow(learner, { entries: to - from, wordEntries: wordEntries[row]! }, labels[row]!);
  }
  return learner;
}
