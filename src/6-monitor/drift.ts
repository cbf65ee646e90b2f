import type { Sketch } from "#deploy";
import type { Profile } from "#register";
import type { HistogramPair } from "#statistics";
import type { Watched } from "./contract.ts";
import { findThreshold } from "./threshold-thread.ts";
import { distanceOf } from "./watched.ts";

/** A distance of traffic from a profile, with the threshold that it passes by chance once in a thousand. */
export interface Distance {
  readonly kind: Watched;
  readonly value: number;
  readonly threshold: number;
}

/** The fewest requests that are worth comparing. */
export const leastRequests = 100;

/** How far traffic is from a profile in each of the watched ways. */
export function distances(profile: Profile, sketch: Sketch): Promise<Distance[]> {
  const answered = sketch.requests - sketch.errors;
  if (answered === 0 || profile.items === 0) return Promise.resolve([]);
  const measured = async (kind: Watched, pair: HistogramPair): Promise<Distance> => {
    const reference = Array.from(pair.reference);
    const threshold = await findThreshold({ kind, reference, sizes: [profile.items, answered] });
    return { kind, value: distanceOf[kind](pair), threshold };
  };
  const found = [
    measured("label-drift", labelPair(profile, sketch)),
    measured("confidence-drift", { reference: profile.confidence.bins, current: sketch.confidence.bins }),
  ];
  if (profile.unseen)
    found.push(measured("unseen-words", { reference: profile.unseen.histogram.bins, current: sketch.unseen.bins }));
  return Promise.all(found);
}

/** Counts of every label that either knows, in the same order. */
function labelPair(profile: Profile, sketch: Sketch): HistogramPair {
  const labels = [...new Set([...Object.keys(profile.labels), ...Object.keys(sketch.labels)])].sort();
  return {
    reference: labels.map((label) => profile.labels[label] ?? 0),
    current: labels.map((label) => sketch.labels[label] ?? 0),
  };
}
