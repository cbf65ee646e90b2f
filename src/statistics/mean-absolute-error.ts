import type { ConfusionMatrix } from "./classification.ts";
import { type Estimate, usualLevel, wilsonAround } from "./interval.ts";

/** How many items were answered how many levels away from the truth: `counts[d]` of them d levels away. */
export function errorCounts({ classes, counts }: ConfusionMatrix): Float64Array {
  const found = new Float64Array(classes);
  for (let row = 0; row < classes; row++)
    for (let column = 0; column < classes; column++) found[Math.abs(row - column)]! += counts[row * classes + column]!;
  return found;
}

/**
 * The mean absolute error in levels, as in scikit-learn, of items counted by how many levels each is away. As a share of the
 * largest error it is the mean of numbers between 0 and 1, so its interval is the score interval of a proportion (Wilson 1927)
 * of as many items as tell equally much: their number by the design effect (Kish 1965), which is at most 1 here. The design
 * effect counts two more mistakes of one level than were seen, so that nothing collapses where there is no mistake to resample.
 */
export function meanAbsoluteError(counts: ArrayLike<number>, level: number = usualLevel): Estimate {
  const most = counts.length - 1;
  let [items, sum, squares] = [0, 0, 0];
  for (let distance = 0; distance <= most; distance++) {
    const count = counts[distance] ?? 0;
    items += count;
    sum += count * distance;
    squares += count * distance * distance;
  }
  if (items === 0) return { value: Number.NaN, low: 0, high: most, level };
  const value = sum / items;
  const variance = Math.max(0, squares / items - value * value);
  const ofProportion = items * value * (most - value) + most - 1;
  const designEffect = ofProportion > 0 ? Math.min(1, (items * variance + 2) / ofProportion) : 1;
  const { low, high } = wilsonAround(value / most, items / designEffect, level);
  return { value, low: low * most, high: high * most, level };
}
