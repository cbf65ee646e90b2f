import { Failure } from "#failure";
import { type Estimate, usualLevel, wilsonInterval } from "./interval.ts";
import { macroF1Interval } from "./macro-f1.ts";

/** Counts of (true class, given class): `counts[truth * classes + given]`. */
export type ConfusionMatrix = { readonly classes: number; readonly counts: Float64Array };

/** Truths and answers of the same items, as class numbers below `classes`. */
export type Answers = {
  readonly truth: ArrayLike<number>;
  readonly given: ArrayLike<number>;
  readonly classes: number;
};

/** The figures of one class; a figure without a denominator is NaN with the interval [0, 1], as in Wilson's. */
type ClassFigures = {
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
 * The figures of a confusion matrix. Proportions have Wilson's score interval. F1 = 2 hits / (answers + support), as in
 * scikit-learn, is 2J / (1 + J) of the Jaccard index J, and J is a proportion: the hits among the items that have the class as
 * truth or answer (the reading of F1 as a probability is that of Goutte and Gaussier 2005). So its interval is Wilson's of J,
 * carried over; it never collapses, however few items there are. That of macro-F1 is `macroF1Interval`.
 */
export function classificationFigures(matrix: ConfusionMatrix, level: number = usualLevel): ClassificationFigures {
  const margins = marginsOf(matrix);
  const { hits, given, support } = margins;
  const perClass = Array.from({ length: matrix.classes }, (_, k) => ({
    precision: wilsonInterval(hits[k]!, given[k]!, level),
    recall: wilsonInterval(hits[k]!, support[k]!, level),
    f1: f1Interval(hits[k]!, given[k]! + support[k]! - hits[k]!, level),
    support: support[k]!,
  }));
  const items = support.reduce((sum, count) => sum + count, 0);
  const allHits = hits.reduce((sum, count) => sum + count, 0);
  const macroF1 = macroF1Interval(matrix, margins, level);
  return { items, accuracy: wilsonInterval(allHits, items, level), macroF1, perClass };
}

/** F1 of `hits` among the items that have the class as truth or answer. */
function f1Interval(hits: number, either: number, level: number): Estimate {
  const { value, low, high } = wilsonInterval(hits, either, level);
  const f1 = (jaccard: number) => (2 * jaccard) / (1 + jaccard);
  return { value: f1(value), low: f1(low), high: f1(high), level };
}

/** Of each class: the items that are of it and were answered with it, those answered with it, those of it. */
export type Margins = {
  readonly hits: Float64Array;
  readonly given: Float64Array;
  readonly support: Float64Array;
};

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
