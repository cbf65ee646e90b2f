import type { Selectable } from "kysely";
import type { z } from "zod";
import type { CollectTables } from "#collect";
import { type DeployTables, readEndpoint, type Sketch } from "#deploy";
import type { Id } from "#ids";
import { type LabelTables, labelNames } from "#label";
import type { PeopleTables } from "#platform/people";
import { type Profile, type RegisterTables, versionParts } from "#register";
import { histogramKolmogorovSmirnov, latencyQuantile, populationStabilityIndex } from "#statistics";
import type { World } from "#world";
import type { AlertView, MonitorView, windowView } from "./contract.ts";
import { type Distance, distances, leastRequests } from "./drift.ts";
import type { MonitorTables } from "./tables.ts";
import { type Stretch, stretches, together } from "./windows.ts";

type Tables = MonitorTables & DeployTables & RegisterTables & LabelTables & CollectTables & PeopleTables;
type Seen = Pick<World<Tables>, "db" | "clock">;
type Window = z.infer<typeof windowView>;

const spans = {
  hour: { milliseconds: 3_600_000, points: 12 },
  day: { milliseconds: 86_400_000, points: 24 },
  week: { milliseconds: 7 * 86_400_000, points: 28 },
} as const;

interface Asked {
  readonly workspace: Id<"workspace">;
  readonly name: string;
  readonly window: keyof typeof spans;
}

/** How an endpoint does: its traffic over a span against what the version that answers now was tested on. */
export async function readMonitor(world: Seen, given: Asked & { project: Id<"project"> }): Promise<MonitorView> {
  const { endpoint, all, since, now, profile, sketch, alerts } = await look(world, given);
  const { milliseconds, points } = spans[given.window];
  const found = profile && sketch.requests - sketch.errors >= leastRequests ? await distances(profile, sketch) : [];
  const names = await labelNames(world, given.project);
  return {
    endpoint: endpoint.name,
    project: given.project,
    version: endpoint.version,
    window: given.window,
    ...stateOf({ profile, sketch, alerts }),
    now: windowOf(now, sketch, profile),
    thresholds: thresholdsOf(found),
    reference: profile && {
      items: profile.items,
      confidence: profile.meanConfidence,
      unseen: profile.unseen?.mean ?? 0,
      from: profile.from,
    },
    series: seriesOf(all, { since, milliseconds, points, profile }),
    shares: sharesOf(sketch, profile, names),
    alerts,
  };
}

/** How an endpoint does today, in a line. */
export async function readEndpointToday(
  world: Seen,
  given: Omit<Asked, "window">,
): Promise<Pick<MonitorView, "state"> & { today: number; p95: number | undefined; errors: number }> {
  const { profile, sketch, alerts } = await look(world, { ...given, window: "day" });
  const p95 = sketch.requests > sketch.errors ? latencyQuantile(sketch.latency, 0.95) : undefined;
  return { state: stateOf({ profile, sketch, alerts }).state, today: sketch.requests, p95, errors: sketch.errors };
}

/** The traffic of an endpoint over a span, the profile of the version that answers now, and the alerts. */
async function look(world: Seen, given: Asked) {
  const endpoint = await readEndpoint(world, { workspace: given.workspace, name: given.name });
  const now = world.clock.now();
  const since = new Date(now.getTime() - spans[given.window].milliseconds);
  const all = await stretches(world, { endpoint: endpoint.id as Id<"endpoint">, since });
  const [version] = await versionParts(world, [endpoint.versionId as Id<"version">]);
  const profile = version && version.profile.items > 0 ? version.profile : undefined;
  const sketch = together(all.filter((part) => part.version === endpoint.versionId));
  const alerts = await listAlerts(world, { endpoint: endpoint.id as Id<"endpoint">, name: endpoint.name });
  return { endpoint, all, since, now, profile, sketch, alerts };
}

function stateOf(given: {
  profile: Profile | undefined;
  sketch: Sketch;
  alerts: readonly AlertView[];
}): Pick<MonitorView, "state" | "sentence"> {
  const open = given.alerts.find((alert) => alert.state === "open");
  if (open) return { state: "drifting", sentence: open.sentence };
  if (!given.profile) return { state: "no profile", sentence: "The version has no test data to compare with." };
  const answered = given.sketch.requests - given.sketch.errors;
  if (answered < leastRequests)
    return {
      state: "quiet traffic",
      sentence: `${answered} answers so far; from ${leastRequests} on they are compared with the test data.`,
    };
  return { state: "calm", sentence: "The traffic looks like what the version was tested on." };
}

function windowOf(at: Date, sketch: Sketch, profile: Profile | undefined): Window {
  const answered = sketch.requests - sketch.errors;
  const some = answered > 0;
  const labels = profile ? [...new Set([...Object.keys(profile.labels), ...Object.keys(sketch.labels)])] : [];
  const isComparable = profile && answered >= 30;
  return {
    at: at.toISOString(),
    requests: sketch.requests,
    errors: sketch.errors,
    p50: some ? latencyQuantile(sketch.latency, 0.5) : undefined,
    p95: some ? latencyQuantile(sketch.latency, 0.95) : undefined,
    labelDrift: isComparable
      ? populationStabilityIndex({
          reference: labels.map((label) => profile.labels[label] ?? 0),
          current: labels.map((label) => sketch.labels[label] ?? 0),
        })
      : undefined,
    confidenceDrift: isComparable
      ? histogramKolmogorovSmirnov({ reference: profile.confidence.bins, current: sketch.confidence.bins })
      : undefined,
    confidence: some ? sketch.confidenceSum / answered : undefined,
    unseen: some ? sketch.unseenSum / answered : undefined,
  };
}

function seriesOf(
  parts: readonly Stretch[],
  given: { since: Date; milliseconds: number; points: number; profile: Profile | undefined },
): Window[] {
  const width = given.milliseconds / given.points;
  return Array.from({ length: given.points }, (_, k) => {
    const from = given.since.getTime() + k * width;
    const within = parts.filter((part) => part.at.getTime() >= from && part.at.getTime() < from + width);
    return windowOf(new Date(from + width), together(within), given.profile);
  });
}

function thresholdsOf(found: readonly Distance[]): MonitorView["thresholds"] {
  const of = (kind: Distance["kind"]) => found.find((one) => one.kind === kind)?.threshold;
  return { labelDrift: of("label-drift"), confidenceDrift: of("confidence-drift"), unseen: of("unseen-words") };
}

function sharesOf(
  sketch: Sketch,
  profile: Profile | undefined,
  names: ReadonlyMap<string, string>,
): MonitorView["shares"] {
  const answered = Math.max(1, sketch.requests - sketch.errors);
  const labels = [...new Set([...Object.keys(profile?.labels ?? {}), ...Object.keys(sketch.labels)])];
  return labels
    .map((label) => ({
      label,
      name: names.get(label) ?? label,
      now: (sketch.labels[label] ?? 0) / answered,
      reference: (profile?.labels[label] ?? 0) / Math.max(1, profile?.items ?? 0),
    }))
    .sort((one, other) => other.now - one.now);
}

/** The newest alerts of an endpoint. */
export async function listAlerts(
  world: Pick<Seen, "db">,
  given: { endpoint: Id<"endpoint">; name: string },
): Promise<AlertView[]> {
  const rows = await world.db
    .selectFrom("alert")
    .selectAll()
    .where("endpoint", "=", given.endpoint)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
  return rows.map((row) => alertView(row, given.name));
}

function alertView(row: Selectable<MonitorTables["alert"]>, endpoint: string): AlertView {
  return {
    id: row.id,
    endpoint,
    kind: row.kind,
    value: row.value,
    threshold: row.threshold,
    sentence: row.sentence,
    state: row.state,
    quietUntil: row.quiet_until?.toISOString(),
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    tasks: row.tasks,
    createdAt: row.created_at.toISOString(),
  };
}
