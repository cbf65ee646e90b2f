import { Failure } from "#failure";
import { type BootstrapOptions, cellDrawer, percentiles, usualResamples } from "./bootstrap.ts";
import type { Estimate } from "./interval.ts";
import { seededRandom } from "./seeded-random.ts";

/** Whether each of two classifiers was right (1) or wrong (0) on the same items, in the same order. */
export type PairedAnswers = { readonly first: ArrayLike<number>; readonly second: ArrayLike<number> };

/** A paired comparison: the discordant counts, the exact p-value, and the difference of accuracy (second - first). */
export type Comparison = {
  readonly items: number;
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  readonly pValue: number;
  readonly difference: Estimate;
};

/** Compares two classifiers on the same items: exact McNemar test and the paired bootstrap of the accuracy difference. */
export function compareClassifiers({ first, second }: PairedAnswers, options: BootstrapOptions = {}): Comparison {
  if (first.length !== second.length)
    throw new Failure("invalid", "The two classifiers must have answered the same items.", {
      first: first.length,
      second: second.length,
    });
  const items = first.length;
  let onlyFirstRight = 0;
  let onlySecondRight = 0;
  for (let i = 0; i < items; i++) {
    if (first[i] && !second[i]) onlyFirstRight++;
    if (!first[i] && second[i]) onlySecondRight++;
  }
  const cells = [onlyFirstRight, onlySecondRight, items - onlyFirstRight - onlySecondRight];
  const draw = cellDrawer(cells, items);
  const drawn = new Float64Array(3);
  const random = seededRandom(options.seed ?? 1);
  const found = new Float64Array(options.resamples ?? usualResamples);
  for (let b = 0; b < found.length; b++) {
    draw(random, drawn);
    found[b] = (drawn[1]! - drawn[0]!) / items;
  }
  const difference = percentiles((onlySecondRight - onlyFirstRight) / items, found, options.level);
  const pValue = mcnemarExact(onlyFirstRight, onlySecondRight);
  return { items, onlyFirstRight, onlySecondRight, pValue, difference };
}

/**
 * The exact two-sided McNemar test (McNemar 1947): the probability that a fair coin thrown b + c times falls at least
 * as unevenly as b against c, the two discordant counts.
 */
export function mcnemarExact(b: number, c: number): number {
  const n = b + c;
  const fewer = Math.min(b, c);
  let logChoose = 0;
  let tail = 0;
  for (let k = 0; k <= fewer; k++) {
    if (k > 0) logChoose += Math.log((n - k + 1) / k);
    tail += Math.exp(logChoose - n * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}
