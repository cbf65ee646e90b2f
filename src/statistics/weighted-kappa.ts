import type { ConfusionMatrix } from "./classification.ts";
import { type Estimate, normalQuantile, usualLevel, wilsonAround } from "./interval.ts";

/**
 * Cohen's kappa with quadratic weights (Cohen 1968), as in scikit-learn: 1 less the mean squared distance between truth and
 * answer by that of truths and answers that were shuffled. It is not a number where truths and answers all are one level: nothing
 * could disagree then. Its interval is on each side the farther end of two, as neither holds its level alone:
 * - Fisher's z of the asymptotic variance (Fleiss, Cohen and Everitt 1969), as Lin (1989) does for the concordance correlation,
 *   which this kappa is: it holds where much disagrees, and collapses where nothing does.
 * - the ratio of two means, each with an interval, by variance recovery (Donner and Zou 2012). That of the disagreement is the
 *   score interval of a proportion by the design effect, which counts one more mistake than was seen, between two levels drawn
 *   by how often they occur.
 */
export function quadraticWeightedKappa(matrix: ConfusionMatrix, level: number = usualLevel): Estimate {
  const shares = sharesOf(matrix);
  const { observed, expected } = shares;
  if (!(expected > 0)) return { value: Number.NaN, low: -1, high: 1, level };
  const value = 1 - observed / expected;
  const spread = spreadOf(shares);
  const [fisher, ratio] = [byFisher(value, { shares, spread, level }), byRatio({ shares, spread, level })];
  return {
    value,
    low: Math.max(-1, Math.min(value, fisher.low, ratio.low)),
    high: Math.min(1, Math.max(value, fisher.high, ratio.high)),
    level,
  };
}

interface Shares {
  readonly classes: number;
  readonly items: number;
  /** Of each cell, of each truth, of each answer. */
  readonly cells: Float64Array;
  readonly truth: Float64Array;
  readonly given: Float64Array;
  /** Mean squared distance between truth and answer, and between a truth and an answer that were drawn apart. */
  readonly observed: number;
  readonly expected: number;
}

function sharesOf({ classes, counts }: ConfusionMatrix): Shares {
  const items = counts.reduce((sum, count) => sum + count, 0);
  const cells = counts.map((count) => count / items);
  const [truth, given] = [new Float64Array(classes), new Float64Array(classes)];
  eachCell(classes, (row, column, at) => {
    truth[row]! += cells[at]!;
    given[column]! += cells[at]!;
  });
  let [observed, expected] = [0, 0];
  eachCell(classes, (row, column, at) => {
    observed += (row - column) ** 2 * cells[at]!;
    expected += (row - column) ** 2 * truth[row]! * given[column]!;
  });
  return { classes, items, cells, truth, given, observed, expected };
}

function eachCell(classes: number, visit: (row: number, column: number, at: number) => void): void {
  for (let row = 0; row < classes; row++)
    for (let column = 0; column < classes; column++) visit(row, column, row * classes + column);
}

/** Variances and the covariance of the influence that an item has on the two means. */
interface Spread {
  readonly observed: number;
  readonly expected: number;
  readonly both: number;
}

function spreadOf({ classes, cells, truth, given, observed, expected }: Shares): Spread {
  const farFromGiven = truth.map((_, row) => given.reduce((sum, share, k) => sum + (row - k) ** 2 * share, 0));
  const farFromTruth = given.map((_, column) => truth.reduce((sum, share, k) => sum + (k - column) ** 2 * share, 0));
  const spread = { observed: 0, expected: 0, both: 0 };
  eachCell(classes, (row, column, at) => {
    const ofObserved = (row - column) ** 2 - observed;
    const ofExpected = farFromGiven[row]! + farFromTruth[column]! - 2 * expected;
    spread.observed += cells[at]! * ofObserved ** 2;
    spread.expected += cells[at]! * ofExpected ** 2;
    spread.both += cells[at]! * ofObserved * ofExpected;
  });
  return spread;
}

interface Known {
  readonly shares: Shares;
  readonly spread: Spread;
  readonly level: number;
}

function byFisher(kappa: number, { shares, spread, level }: Known): { low: number; high: number } {
  if (kappa >= 1) return { low: 1, high: 1 };
  const { observed, expected, items } = shares;
  const ratio = observed / expected;
  const variance =
    (spread.observed - 2 * ratio * spread.both + ratio * ratio * spread.expected) / expected ** 2 / items;
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(Math.max(0, variance))) / (1 - kappa * kappa);
  const z = Math.atanh(kappa);
  return Number.isFinite(half) ? { low: Math.tanh(z - half), high: Math.tanh(z + half) } : { low: -1, high: 1 };
}

function byRatio({ shares, spread, level }: Known): { low: number; high: number } {
  const { observed: o, expected: e, classes, items } = shares;
  const most = (classes - 1) ** 2;
  const mistake = oneMistake(shares);
  const ofProportion = items * o * (most - o) + mistake * (most - mistake);
  const designEffect = ofProportion > 0 ? Math.min(1, (items * spread.observed + mistake * mistake) / ofProportion) : 1;
  const around = wilsonAround(o / most, items / designEffect, level);
  const [lowO, highO] = [around.low * most, around.high * most];
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(spread.expected / items);
  // Between the ends of the formula below, which has none beyond twice the mean.
  const [lowE, highE] = [Math.max(0.05 * e, e - half), Math.min(1.95 * e, e + half)];
  const correlation =
    spread.observed * spread.expected > 0 ? spread.both / Math.sqrt(spread.observed * spread.expected) : 0;
  const below = o * e - correlation * (o - lowO) * (highE - e);
  const above = o * e - correlation * (highO - o) * (e - lowE);
  const root = (middle: number, product: number) => Math.sqrt(Math.max(0, middle * middle - product));
  const least = (below - root(below, lowO * highE * (2 * o - lowO) * (2 * e - highE))) / (highE * (2 * e - highE));
  const largest = (above + root(above, highO * lowE * (2 * o - highO) * (2 * e - lowE))) / (lowE * (2 * e - lowE));
  return { low: 1 - largest, high: 1 - least };
}

/** The mean squared distance between two different levels drawn by how often they occur as truth or answer. */
function oneMistake({ classes, truth, given }: Shares): number {
  let [weights, sum] = [0, 0];
  eachCell(classes, (row, column) => {
    if (row === column) return;
    const weight = (truth[row]! + given[row]!) * (truth[column]! + given[column]!);
    weights += weight;
    sum += weight * (row - column) ** 2;
  });
  return sum / weights;
}
