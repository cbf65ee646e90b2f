import { cellDrawer } from "./bootstrap.ts";
import type { HistogramPair } from "./drift-distance.ts";
import { quantileOfSorted } from "./interval.ts";
import { seededRandom } from "./seeded-random.ts";

/** What a threshold depends on: the reference, the sizes of the two windows compared, and the rate of false alarms. */
export type ThresholdQuestion = {
  readonly reference: ArrayLike<number>;
  readonly sizes: readonly [reference: number, current: number];
  readonly distance: (pair: HistogramPair) => number;
  readonly falseAlarmRate?: number;
  readonly resamples?: number;
  readonly seed?: number;
};

/**
 * The distance that two windows drawn from the same reference histogram exceed with probability `falseAlarmRate` (.01
 * unless said): a reference-against-reference bootstrap, so a small window gets a wide threshold and a large one a tight.
 */
export function driftThreshold(question: ThresholdQuestion): number {
  const { reference, sizes, distance, falseAlarmRate = 0.01, resamples = 1000, seed = 1 } = question;
  const random = seededRandom(seed);
  const drawReference = cellDrawer(reference, sizes[0]);
  const drawCurrent = cellDrawer(reference, sizes[1]);
  const pair = { reference: new Float64Array(reference.length), current: new Float64Array(reference.length) };
  const found = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    drawReference(random, pair.reference);
    drawCurrent(random, pair.current);
    found[b] = distance(pair);
  }
  return quantileOfSorted(found.sort(), 1 - falseAlarmRate);
}
