import { driftThreshold, type HistogramPair, histogramKolmogorovSmirnov, populationStabilityIndex } from "#statistics";
import type { Watched } from "./contract.ts";

/** How far two windows are apart in each of the watched ways. */
export const distanceOf: Readonly<Record<Watched, (pair: HistogramPair) => number>> = {
  "label-drift": populationStabilityIndex,
  "confidence-drift": histogramKolmogorovSmirnov,
  "unseen-words": moreOf,
};

/** What a threshold is asked for: the counts of the reference, and how many items each side has. */
export interface ThresholdQuestion {
  readonly kind: Watched;
  readonly reference: readonly number[];
  readonly sizes: readonly [reference: number, current: number];
}

// Traffic is compared again and again, so chance gets one in a thousand; and a distance must be worth a look, not only be real.
const falseAlarmRate = 0.001;
const worthALook: Record<Watched, number> = { "label-drift": 0.1, "confidence-drift": 0.1, "unseen-words": 0.02 };

/** The distance that traffic like the reference passes by chance once in a thousand, at least one worth a look; a second's work. */
export function thresholdOf({ kind, reference, sizes }: ThresholdQuestion): number {
  const found = driftThreshold({
    reference,
    sizes,
    distance: distanceOf[kind],
    falseAlarmRate,
    resamples: 2000,
    seed: 1,
  });
  return Math.max(worthALook[kind], found);
}

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
