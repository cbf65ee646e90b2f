import type { z } from "zod";
import { type Sketch, sketchAdder } from "#deploy";
import type { MergedLabels } from "#label";
import { breather } from "#platform/threads";
import type { Profile } from "#register";
import { latencyQuantile } from "#statistics";
import type { windowView } from "./contract.ts";
import { answeredOf, type Distance, distances, withMerged } from "./drift.ts";
import type { Stretch } from "./windows.ts";

type Window = z.infer<typeof windowView>;

/** With fewer answers than this a point says nothing of drift. */
const leastOfPoint = 30;

/** What a stretch of time holds: all traffic, and that of the version that is compared. */
interface Part {
  readonly at: Date;
  readonly all: Sketch;
  readonly compared: Sketch;
}

/** The figures of a stretch of time; each distance with the threshold of its own size. */
export async function windowOf({ at, all, compared }: Part, profile: Profile | undefined): Promise<Window> {
  const answered = answeredOf(all);
  const some = answered > 0;
  const found = profile && answeredOf(compared) >= leastOfPoint ? await distances(profile, compared) : [];
  // What is compared is the answers of one version, where there are some.
  const judged = answeredOf(compared) > 0 ? compared : all;
  const of = (kind: Distance["kind"]) => found.find((one) => one.kind === kind);
  const rise = of("unseen-words")?.opensAt;
  return {
    at: at.toISOString(),
    requests: all.requests,
    errors: all.errors,
    p50: some ? latencyQuantile(all.latency, 0.5) : undefined,
    p95: some ? latencyQuantile(all.latency, 0.95) : undefined,
    labelDrift: of("label-drift")?.value,
    confidenceDrift: of("confidence-drift")?.value,
    confidence: some ? judged.confidenceSum / answeredOf(judged) : undefined,
    unseen: some ? judged.unseenSum / answeredOf(judged) : undefined,
    thresholds: {
      labelDrift: of("label-drift")?.opensAt,
      confidenceDrift: of("confidence-drift")?.opensAt,
      unseen: rise === undefined ? undefined : rise + (profile?.unseen?.mean ?? 0),
    },
  };
}

/** What to draw: how wide a point is and how many there are, up to now. */
interface Drawing {
  readonly now: Date;
  readonly milliseconds: number;
  readonly points: number;
  readonly version: string;
  readonly profile: Profile | undefined;
  readonly merged: MergedLabels;
}

/** Traffic as points over time. They stand at whole steps of the clock, so that what is past keeps its figures. */
export async function seriesOf(parts: readonly Stretch[], given: Drawing): Promise<Window[]> {
  const width = given.milliseconds / given.points;
  const end = Math.ceil(given.now.getTime() / width) * width;
  const start = end - given.milliseconds;
  const points = Array.from({ length: given.points }, (_, k) => ({
    at: new Date(Math.min(given.now.getTime(), start + (k + 1) * width)),
    all: sketchAdder(),
    compared: sketchAdder(),
  }));
  const breathe = breather();
  for (const { at, version, sketch } of parts) {
    const point = points[Math.floor((at.getTime() - start) / width)];
    if (!point) continue;
    point.all.add(sketch);
    if (version === given.version) point.compared.add(sketch);
    await breathe();
  }
  const sum = (adder: ReturnType<typeof sketchAdder>) => withMerged(adder.sum(), given.merged);
  return Promise.all(
    points.map(({ at, all, compared }) => windowOf({ at, all: sum(all), compared: sum(compared) }, given.profile)),
  );
}
