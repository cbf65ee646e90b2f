import { Failure } from "#failure";
import { type BootstrapOptions, cellDrawer, percentiles, usualResamples } from "./bootstrap.ts";
import { type Estimate, wilsonInterval } from "./interval.ts";
import { seededRandom } from "./seeded-random.ts";

/** Counts of (true class, given class): `counts[truth * classes + given]`. */
export type ConfusionMatrix = { readonly classes: number; readonly counts: Float64Array };

/** Truths and answers of the same items, as class numbers below `classes`. */
export type Answers = {
  readonly truth: ArrayLike<number>;
  readonly given: ArrayLike<number>;
  readonly classes: number;
};

/** The figures of one class; a figure without a denominator is NaN with the interval [0, 1], as in Wilson's. */
export type ClassFigures = {
  readonly precision: Estimate;
  readonly recall: Estimate;
  readonly f1: Estimate;
  readonly support: number;
};

/** Accuracy, macro-F1 and the figures of every class, each with its interval. */
export type ClassificationFigures = {
  readonly items: number;
  readonly accuracy: Estimate;
  readonly macroF1: Estimate;
  readonly perClass: readonly ClassFigures[];
};

/** Counts truths against answers; class numbers outside 0 ... classes - 1 are refused. */
export function confusionMatrix({ truth, given, classes }: Answers): ConfusionMatrix {
  if (truth.length !== given.length) throw new Failure("invalid", "Truths and answers differ in number.");
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < truth.length; i++) {
    const row = truth[i]!;
    const column = given[i]!;
    if (!(row >= 0 && row < classes && column >= 0 && column < classes))
      throw new Failure("invalid", `Item ${i} has a class outside 0 to ${classes - 1}.`, { truth: row, given: column });
    counts[row * classes + column]!++;
  }
  return { classes, counts };
}

/**
 * The figures of a confusion matrix: Wilson intervals for the proportions, a percentile bootstrap over the items for F1
 * and macro-F1. As in scikit-learn, F1 = 2 hits / (answers + support), and macro-F1 averages over the classes that occur
 * as truth or answer.
 */
export function classificationFigures(matrix: ConfusionMatrix, options: BootstrapOptions = {}): ClassificationFigures {
  const { classes } = matrix;
  const sums = marginsOf(matrix);
  const { f1, macroF1 } = bootstrapF1(matrix, options);
  const perClass = Array.from({ length: classes }, (_, k) => ({
    precision: wilsonInterval(sums.hits[k]!, sums.given[k]!, options.level),
    recall: wilsonInterval(sums.hits[k]!, sums.support[k]!, options.level),
    f1: f1[k]!,
    support: sums.support[k]!,
  }));
  const items = sums.support.reduce((sum, count) => sum + count, 0);
  const hits = sums.hits.reduce((sum, count) => sum + count, 0);
  return { items, accuracy: wilsonInterval(hits, items, options.level), macroF1, perClass };
}

type Margins = { readonly hits: Float64Array; readonly given: Float64Array; readonly support: Float64Array };

function marginsOf({ classes, counts }: ConfusionMatrix): Margins {
  const sums = emptyMargins(classes);
  for (let row = 0; row < classes; row++)
    for (let column = 0; column < classes; column++) {
      const count = counts[row * classes + column]!;
      sums.support[row]! += count;
      sums.given[column]! += count;
      if (row === column) sums.hits[row]! += count;
    }
  return sums;
}

const emptyMargins = (classes: number): Margins => ({
  hits: new Float64Array(classes),
  given: new Float64Array(classes),
  support: new Float64Array(classes),
});

/** F1 of every class into `into`; NaN where the class occurs neither as truth nor as answer. Returns macro-F1. */
function f1Of(sums: Margins, into: Float64Array): number {
  let total = 0;
  let present = 0;
  for (let k = 0; k < into.length; k++) {
    const either = sums.given[k]! + sums.support[k]!;
    const f1 = either > 0 ? (2 * sums.hits[k]!) / either : Number.NaN;
    into[k] = f1;
    if (either > 0) {
      total += f1;
      present++;
    }
  }
  return present > 0 ? total / present : Number.NaN;
}

function bootstrapF1(matrix: ConfusionMatrix, options: BootstrapOptions) {
  const { classes } = matrix;
  const cells = occupiedCells(matrix);
  const items = cells.counts.reduce((sum, count) => sum + count, 0);
  const draw = cellDrawer(cells.counts, items);
  const drawn = new Float64Array(cells.counts.length);
  const random = seededRandom(options.seed ?? 1);
  const resamples = options.resamples ?? usualResamples;
  const macro = new Float64Array(resamples);
  const each = Array.from({ length: classes }, () => new Float64Array(resamples));
  const sums = emptyMargins(classes);
  const f1 = new Float64Array(classes);
  for (let b = 0; b < resamples; b++) {
    draw(random, drawn);
    for (const margin of Object.values(sums)) margin.fill(0);
    for (let c = 0; c < drawn.length; c++) {
      const count = drawn[c]!;
      const row = cells.rows[c]!;
      const column = cells.columns[c]!;
      sums.support[row]! += count;
      sums.given[column]! += count;
      if (row === column) sums.hits[row]! += count;
    }
    macro[b] = f1Of(sums, f1);
    for (let k = 0; k < classes; k++) each[k]![b] = f1[k]!;
  }
  const macroValue = f1Of(marginsOf(matrix), f1);
  return {
    macroF1: percentiles(macroValue, macro, options.level),
    f1: each.map((resampled, k) => orUnknown(percentiles(f1[k]!, resampled, options.level))),
  };
}

const orUnknown = (found: Estimate): Estimate => (Number.isNaN(found.value) ? { ...found, low: 0, high: 1 } : found);

function occupiedCells({ classes, counts }: ConfusionMatrix) {
  const rows: number[] = [];
  const columns: number[] = [];
  const kept: number[] = [];
  for (let cell = 0; cell < counts.length; cell++) {
    if (counts[cell]! <= 0) continue;
    rows.push(Math.floor(cell / classes));
    columns.push(cell % classes);
    kept.push(counts[cell]!);
  }
  return { rows: Int32Array.from(rows), columns: Int32Array.from(columns), counts: Float64Array.from(kept) };
}
