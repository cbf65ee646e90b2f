import type { Comparison } from "./compare-classifiers.ts";
import { normalQuantile, usualLevel } from "./interval.ts";

/** By how many levels the second was farther from the truth than the first, and how many items that is true of. */
export type ErrorChanges = readonly { readonly change: number; readonly items: number }[];

// Beyond so many items the distribution of their signs is a normal one.
const mostExact = 2000;

/**
 * Compares the absolute errors of two on the same items: the exact test of random signs (Fisher 1935, Pitman 1937), and the mean
 * difference (second - first, so that below 0 the second is better) with the adjusted Wald interval of Agresti and Min (2005),
 * which for two levels is that of `compareClassifiers`: two items are added, one of no change and half of one up and one down.
 */
export function compareErrors(changes: ErrorChanges, level: number = usualLevel): Comparison {
  const total = (of: (one: ErrorChanges[number]) => number) => changes.reduce((sum, one) => sum + of(one), 0);
  const items = total((one) => one.items);
  const sum = total((one) => one.items * one.change);
  const squares = total((one) => one.items * one.change ** 2) + 1;
  const value = sum / items;
  const n = items + 2;
  const middle = sum / n;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((squares / n - middle * middle) / n);
  return {
    pValue: signTest(changes),
    difference: { value, low: Math.min(value, middle - half), high: Math.max(value, middle + half), level },
  };
}

/** The probability that random signs of the changes sum up to at least as far from 0 as theirs, two-sided. */
function signTest(changes: ErrorChanges): number {
  const sizes = new Map<number, number>();
  let sum = 0;
  for (const { change, items } of changes) {
    if (change !== 0) sizes.set(Math.abs(change), (sizes.get(Math.abs(change)) ?? 0) + items);
    sum += change * items;
  }
  const count = [...sizes.values()].reduce((all, items) => all + items, 0);
  if (count === 0) return 1;
  const far = Math.abs(sum);
  if (count > mostExact) {
    const variance = [...sizes].reduce((all, [size, items]) => all + items * size * size, 0);
    return 2 * normalTail(Math.max(0, far - 1) / Math.sqrt(variance));
  }
  return Math.min(1, 2 * tailOfSigns(sizes, far));
}

/** The probability that random signs of these sizes sum up to `far` or more. */
function tailOfSigns(sizes: ReadonlyMap<number, number>, far: number): number {
  // The sum of all sizes that are positive, times two, less the sum of all: each item adds its size or nothing.
  let chances = Float64Array.of(1);
  let all = 0;
  for (const [size, items] of sizes)
    for (let item = 0; item < items; item++) {
      const next = new Float64Array(chances.length + size);
      for (let at = 0; at < chances.length; at++) {
        next[at]! += chances[at]! / 2;
        next[at + size]! += chances[at]! / 2;
      }
      chances = next;
      all += size;
    }
  let tail = 0;
  for (let at = 0; at < chances.length; at++) if (2 * at - all >= far) tail += chances[at]!;
  return tail;
}

/** The upper tail of the standard normal distribution (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
function normalTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return (series.reduce((sum, one) => sum * t + one, 0) * t * Math.exp(-x * x)) / 2;
}
