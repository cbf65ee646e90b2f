import type { Sketch } from "#deploy";
import type { Profile } from "#register";
import { driftThreshold, type HistogramPair, histogramKolmogorovSmirnov, populationStabilityIndex } from "#statistics";
import type { Watched } from "./contract.ts";

/** A distance of traffic from a profile, with the threshold that it passes by chance once in a thousand. */
export interface Distance {
  readonly kind: Watched;
  readonly value: number;
  readonly threshold: number;
}

// Traffic is compared again and again, so chance gets one in a thousand; and a distance must be worth a look, not only be real.
const falseAlarmRate = 0.001;
const worthALook: Record<Watched, number> = { "label-drift": 0.1, "confidence-drift": 0.1, "unseen-words": 0.02 };

/** The fewest requests that are worth comparing. */
export const leastRequests = 100;

/** How far traffic is from a profile in each of the watched ways. */
export function distances(profile: Profile, sketch: Sketch): Distance[] {
  const answered = sketch.requests - sketch.errors;
  if (answered === 0 || profile.items === 0) return [];
  const sizes = [profile.items, answered] as const;
  const found = [
    measured("label-drift", { pair: labelPair(profile, sketch), sizes, distance: populationStabilityIndex }),
    measured("confidence-drift", {
      pair: { reference: profile.confidence.bins, current: sketch.confidence.bins },
      sizes,
      distance: histogramKolmogorovSmirnov,
    }),
  ];
  if (profile.unseen)
    found.push(
      measured("unseen-words", {
        pair: { reference: profile.unseen.histogram.bins, current: sketch.unseen.bins },
        sizes,
        distance: moreOf,
      }),
    );
  return found;
}

interface Measuring {
  readonly pair: HistogramPair;
  readonly sizes: readonly [number, number];
  readonly distance: (pair: HistogramPair) => number;
}

function measured(kind: Watched, { pair, sizes, distance }: Measuring): Distance {
  const value = distance(pair);
  const threshold = Math.max(
    worthALook[kind],
    driftThreshold({ reference: pair.reference, sizes, distance, falseAlarmRate, resamples: 2000, seed: 1 }),
  );
  return { kind, value, threshold };
}

/** Counts of every label that either knows, in the same order. */
function labelPair(profile: Profile, sketch: Sketch): HistogramPair {
  const labels = [...new Set([...Object.keys(profile.labels), ...Object.keys(sketch.labels)])].sort();
  return {
    reference: labels.map((label) => profile.labels[label] ?? 0),
    current: labels.map((label) => sketch.labels[label] ?? 0),
  };
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
