import type { CollectTables } from "#collect";
import { type DeployTables, readEndpoint, type Sketch } from "#deploy";
import type { Id } from "#ids";
import { type LabelTables, labelNames, readMerged } from "#label";
import type { PeopleTables } from "#platform/people";
import { leastProfile, type Profile, type RegisterTables, versionParts } from "#register";
import { latencyQuantile } from "#statistics";
import type { World } from "#world";
import type { AlertView, MonitorView } from "./contract.ts";
import { answeredOf, distances, leastRequests, unseenItems, usable, withMerged } from "./drift.ts";
import { listAlerts } from "./read-alerts.ts";
import { seriesOf, windowOf } from "./series.ts";
import type { MonitorTables } from "./tables.ts";
import { partsSince, stretches, together } from "./windows.ts";

type Tables = MonitorTables & DeployTables & RegisterTables & LabelTables & CollectTables & PeopleTables;
type Seen = Pick<World<Tables>, "db" | "clock">;

const spans = {
  hour: { milliseconds: 3_600_000, points: 12 },
  day: { milliseconds: 86_400_000, points: 24 },
  week: { milliseconds: 7 * 86_400_000, points: 28 },
} as const;

interface Asked {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly name: string;
  readonly window: keyof typeof spans;
}

/** How an endpoint does: its traffic over a span against what the version that answers now says to items it never saw. */
export async function readMonitor(world: Seen, given: Asked): Promise<MonitorView> {
  const looked = await look(world, given);
  const { endpoint, parts, merged, now, profile, whole, sketch, alerts } = looked;
  const names = await labelNames(world, given.project);
  return {
    endpoint: endpoint.name,
    project: given.project,
    question: endpoint.question,
    version: endpoint.version,
    window: given.window,
    ...(await stateOf(looked)),
    now: await windowOf(
      { at: now, all: whole, compared: sketch },
      answeredOf(sketch) < leastRequests ? undefined : profile,
    ),
    reference: profile && {
      items: profile.items,
      confidence: profile.meanConfidence,
      unseen: profile.unseen?.mean ?? 0,
      from: profile.from,
    },
    series: await seriesOf(parts, { now, ...spans[given.window], version: endpoint.versionId, profile, merged }),
    shares: sharesOf(sketch, profile, names),
    alerts,
  };
}

/** How an endpoint does in the last 24 hours, in a line: whatever version answered. */
export async function readEndpointToday(
  world: Seen,
  given: Omit<Asked, "window">,
): Promise<Pick<MonitorView, "state"> & { today: number; p95: number | undefined; errors: number }> {
  const looked = await look(world, { ...given, window: "day" });
  const { whole } = looked;
  const p95 = answeredOf(whole) > 0 ? latencyQuantile(whole.latency, 0.95) : undefined;
  return { state: (await stateOf(looked)).state, today: whole.requests, p95, errors: whole.errors };
}

interface Looked {
  readonly measured: Profile | undefined;
  readonly profile: Profile | undefined;
  /** The version that answers now. */
  readonly endpoint: { readonly version: number };
  /** Its traffic of the last day, which is what alerts are about, whatever span is drawn. */
  readonly today: Sketch;
  readonly alerts: readonly AlertView[];
  readonly now: Date;
}

/** The traffic of an endpoint over a span, the profile of the version that answers now, and the alerts. */
async function look(world: Seen, given: Asked) {
  const endpoint = await readEndpoint(world, { workspace: given.workspace, name: given.name });
  const now = world.clock.now();
  const ago = (span: keyof typeof spans) => new Date(now.getTime() - spans[span].milliseconds);
  const merged = await readMerged(world, given.project);
  const since = given.window === "hour" ? ago("day") : ago(given.window);
  const read = await stretches(world, { endpoint: endpoint.id as Id<"endpoint">, since });
  const parts = partsSince(read, ago(given.window));
  const sum = async (some: typeof parts) => withMerged(await together(some), merged);
  const [version] = await versionParts(world, [endpoint.versionId as Id<"version">]);
  const whole = await sum(parts);
  const isCurrent = (part: (typeof read)[number]) => part.version === endpoint.versionId;
  const sketch = await sum(parts.filter(isCurrent));
  const today = given.window === "day" ? sketch : await sum(partsSince(read, ago("day")).filter(isCurrent));
  const alerts = await alertsOf(world, given);
  const profile = withMerged(usable(version?.profile), merged);
  return { endpoint, parts, merged, now, measured: version?.profile, profile, whole, sketch, today, alerts };
}

/** The alerts of an endpoint that stand, and the newest others. */
async function alertsOf(world: Seen, { project, name }: Asked): Promise<AlertView[]> {
  const standing = await listAlerts(world, { project, endpoint: name, state: "standing", limit: 200 });
  const newest = await listAlerts(world, { project, endpoint: name, limit: 20 });
  const known = new Set(standing.map((alert) => alert.id));
  return [...standing, ...newest.filter((alert) => !known.has(alert.id))];
}

async function stateOf(looked: Looked): Promise<Pick<MonitorView, "state" | "sentence">> {
  const { measured, profile, today, alerts } = looked;
  const standing = alerts.find((alert) => alert.state === "open") ?? alerts.find((alert) => alert.state === "quiet");
  if (standing) return { state: "drifting", sentence: standing.sentence };
  if (!profile) return { state: "no profile", sentence: lackOf(measured) };
  const answered = answeredOf(today);
  if (answered < leastRequests)
    return {
      state: "quiet traffic",
      sentence: `${answered === 1 ? "1 answer" : `${answered} answers`} in the last 24 hours; from ${leastRequests} on they are compared with the profile.`,
    };
  const answer = await answeredAlert(looked, profile);
  if (answer) return { state: "drifting", sentence: `${answer.sentence} Items were sent to be labelled.` };
  return { state: "calm", sentence: "The traffic looks like the items that the version never learned from." };
}

/**
 * An alert of the version that answers now which ended within the day because its items were sent to be labelled, while the
 * traffic is not usual again: as for an alert that stands, by the threshold of today's sizes.
 */
async function answeredAlert(
  { endpoint, today, alerts, now }: Looked,
  profile: Profile,
): Promise<AlertView | undefined> {
  const since = new Date(now.getTime() - spans.day.milliseconds).toISOString();
  const answered = alerts.filter(
    (alert) => alert.ended === "answered" && alert.version === endpoint.version && (alert.endedAt ?? "") >= since,
  );
  if (answered.length === 0) return undefined;
  const far = (await distances(profile, today)).filter((one) => one.value > one.endsAt);
  return answered.find((alert) => far.some((one) => one.kind === alert.kind));
}

/** Why traffic cannot be compared with a profile yet, and what helps. */
function lackOf(measured: Profile | undefined): string {
  const missing = leastProfile - (measured ? unseenItems(measured) : 0);
  return `No profile yet: it takes ${leastProfile} items that the version never learned from, and ${missing} ${missing === 1 ? "is" : "are"} missing; import more without labels or into the test split, and train again.`;
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
