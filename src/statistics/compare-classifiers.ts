import { type Estimate, normalQuantile, usualLevel } from "./interval.ts";

/** How two classifiers did on the same items: how many items, and how many each alone had right (the discordant counts). */
export type PairedCounts = {
  readonly items: number;
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
};

/** A paired comparison: the exact p-value, and the difference of accuracy (second - first). */
export type Comparison = { readonly pValue: number; readonly difference: Estimate };

/** Compares two classifiers on the same items: exact McNemar test, and the paired interval of the accuracy difference. */
export function compareClassifiers(counts: PairedCounts, level: number = usualLevel): Comparison {
  const pValue = mcnemarExact(counts.onlyFirstRight, counts.onlySecondRight);
  return { pValue, difference: pairedDifference(counts, level) };
}

/**
 * The interval of a difference of paired proportions by the adjusted Wald method (Agresti and Min 2005): half an item is added
 * to each of the four cells, so that it does not collapse where the two never, or always, differ.
 */
function pairedDifference({ items, onlyFirstRight, onlySecondRight }: PairedCounts, level: number): Estimate {
  const value = (onlySecondRight - onlyFirstRight) / items;
  const n = items + 2;
  const middle = (onlySecondRight - onlyFirstRight) / n;
  const discordant = (onlyFirstRight + onlySecondRight + 1) / n;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((discordant - middle * middle) / n);
  const low = Math.max(-1, Math.min(value, middle - half));
  return { value, low, high: Math.min(1, Math.max(value, middle + half)), level };
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
