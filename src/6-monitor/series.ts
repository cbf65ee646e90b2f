import type { z } from "zod";
import { emptySketch, mergeSketches, type Sketch } from "#deploy";
import type { Profile } from "#register";
import { latencyQuantile } from "#statistics";
import type { windowView } from "./contract.ts";
import { answeredOf, type Distance, distances } from "./drift.ts";
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
    confidence: some ? all.confidenceSum / answered : undefined,
    unseen: some ? all.unseenSum / answered : undefined,
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
}

/** Traffic as points over time. They stand at whole steps of the clock, so that what is past keeps its figures. */
export function seriesOf(parts: readonly Stretch[], given: Drawing): Promise<Window[]> {
  const width = given.milliseconds / given.points;
  const end = Math.ceil(given.now.getTime() / width) * width;
  const start = end - given.milliseconds;
  const sketches = Array.from({ length: given.points }, (_, k) => ({
    at: new Date(Math.min(given.now.getTime(), start + (k + 1) * width)),
    all: emptySketch,
    compared: emptySketch,
  }));
  for (const { at, version, sketch } of parts) {
    const point = sketches[Math.floor((at.getTime() - start) / width)];
    if (!point) continue;
    point.all = mergeSketches(point.all, sketch);
    if (version === given.version) point.compared = mergeSketches(point.compared, sketch);
  }
  return Promise.all(sketches.map((part) => windowOf(part, given.profile)));
}
