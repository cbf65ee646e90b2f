import type { Sketch } from "#deploy";
import { type MergedLabels, sumMerged } from "#label";
import { leastProfile, type Profile } from "#register";
import type { Watched } from "./contract.ts";
import { findThresholds, type LabelPair } from "./threshold-thread.ts";
import { distanceOf, type Thresholds, thresholdsOf } from "./watched.ts";

/** A distance of traffic from a profile, with the thresholds of these very sizes. */
export interface Distance extends Thresholds {
  readonly kind: Watched;
  readonly value: number;
}

/** The fewest requests that are worth comparing. */
export const leastRequests = 100;

/** The part of a profile that traffic may be compared with: answers of this very artifact to enough items it never saw. */
export function usable(profile: Profile | undefined): Profile | undefined {
  return profile && unseenItems(profile) >= leastProfile ? profile : undefined;
}

/** A profile or traffic as its labels count today: those that were merged are one. */
export function withMerged<Counted extends Pick<Sketch, "labels"> | undefined>(
  counted: Counted,
  merged: MergedLabels,
): Counted {
  if (counted === undefined || merged.into.size === 0) return counted;
  return { ...counted, labels: sumMerged(counted.labels, merged) };
}

/** How many items a profile rests on that its artifact never learned from; what folds answered, other artifacts answered. */
export const unseenItems = (profile: Profile): number => (profile.from === "out-of-fold" ? 0 : profile.items);

/** How many requests were answered. */
export const answeredOf = (sketch: Sketch): number => sketch.requests - sketch.errors;

/** How far traffic is from a profile in each of the watched ways. */
export function distances(profile: Profile, sketch: Sketch): Promise<Distance[]> {
  if (answeredOf(sketch) === 0 || profile.items === 0) return Promise.resolve([]);
  const labels = labelPair(profile, sketch);
  const others = [
    ["confidence-drift", { reference: profile.confidence.bins, current: sketch.confidence.bins }] as const,
    ...(profile.unseen
      ? [["unseen-words", { reference: profile.unseen.histogram.bins, current: sketch.unseen.bins }] as const]
      : []),
  ];
  return Promise.all([
    findThresholds(labels).then((thresholds) => ({
      kind: "label-drift" as const,
      value: distanceOf["label-drift"](labels),
      ...thresholds,
    })),
    ...others.map(([kind, pair]) => ({ kind, value: distanceOf[kind](pair), ...thresholdsOf(kind, pair) })),
  ]);
}

/** Counts of every label that either knows, in the same order. */
function labelPair(profile: Profile, sketch: Sketch): LabelPair {
  const labels = [...new Set([...Object.keys(profile.labels), ...Object.keys(sketch.labels)])].sort();
  return {
    reference: labels.map((label) => profile.labels[label] ?? 0),
    current: labels.map((label) => sketch.labels[label] ?? 0),
  };
}
