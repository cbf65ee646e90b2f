import {
  type HistogramPair,
  histogramKolmogorovSmirnov,
  meanRiseThreshold,
  permutationThresholds,
  populationStabilityIndex,
  smirnovThreshold,
} from "#statistics";
import type { Watched } from "./contract.ts";

/** How far two windows are apart in each of the watched ways. */
export const distanceOf: Readonly<Record<Watched, (pair: HistogramPair) => number>> = {
  "label-drift": (pair) => populationStabilityIndex(pair),
  "confidence-drift": histogramKolmogorovSmirnov,
  "unseen-words": moreOf,
};

/** From where on a distance opens an alert, and at what it ends one: below it traffic looks usual again. */
export interface Thresholds {
  readonly opensAt: number;
  readonly endsAt: number;
}

/**
 * How often chance opens an alert of a version in a week of traffic that does not change, whatever is watched and however
 * often it is looked at.
 */
export const falseAlarmRate = 0.01;

// A day of traffic that slides along is seldom past a threshold in a look without being so an hour before or later: a week
// is at most 168 looks at three figures. Half of what that leaves for one is for the approximation of the far tail.
const opensByChance = falseAlarmRate / (3 * 168) / 2;
const endsByChance = 0.01;
const rates = [opensByChance, endsByChance] as const;

/** Distances that are worth a look: a smaller one is no alert, however certain it is. */
const worthALook: Readonly<Record<Watched, number>> = {
  "label-drift": 0.1,
  "confidence-drift": 0.1,
  "unseen-words": 0.02,
};

/** The thresholds of two histograms of those sizes; for labels it takes some hundredths of a second. */
export function thresholdsOf(kind: Watched, pair: HistogramPair): Thresholds {
  const [opens = 0, ends = 0] = byChance[kind](pair);
  return { opensAt: Math.max(worthALook[kind], opens), endsAt: Math.max(worthALook[kind] / 2, ends) };
}

const byChance: Readonly<Record<Watched, (pair: HistogramPair) => readonly number[]>> = {
  "label-drift": (pair) => permutationThresholds({ pair, distance: distanceOf["label-drift"], rates }),
  "confidence-drift": ({ reference, current }) =>
    rates.map((rate) => smirnovThreshold([total(reference), total(current)], rate)),
  "unseen-words": (pair) => rates.map((rate) => meanRiseThreshold(pair, rate)),
};

const total = (counts: ArrayLike<number>) => Array.from(counts).reduce((sum, count) => sum + count, 0);

/** How much larger the mean of the current histogram is, each bin at its middle; 0 where it is smaller. */
function moreOf({ reference, current }: HistogramPair): number {
  const mean = (bins: ArrayLike<number>) => {
    let [sum, count] = [0, 0];
    for (let bin = 0; bin < bins.length; bin++) {
      sum += ((bin + 0.5) / bins.length) * (bins[bin] ?? 0);
      count += bins[bin] ?? 0;
    }
    return count === 0 ? 0 : sum / count;
  };
  return Math.max(0, mean(current) - mean(reference));
}
