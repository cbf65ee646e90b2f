import type { CollectTables } from "#collect";
import type { DeployTables } from "#deploy";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames, readMerged } from "#label";
import { transaction } from "#platform/database";
import type { EventTables } from "#platform/events";
import { repeat } from "#platform/threads";
import { type RegisterTables, versionParts } from "#register";
import type { World } from "#world";
import { answeredOf, distances, leastRequests, usable, withMerged } from "./drift.ts";
import { driftSentence } from "./sentences.ts";
import { settleAlerts } from "./settle-alerts.ts";
import type { MonitorTables } from "./tables.ts";
import { foldTraffic, stretches, together } from "./windows.ts";

type Tables = MonitorTables & DeployTables & RegisterTables & LabelTables & CollectTables & EventTables;
type Seen = Pick<World<Tables>, "db" | "clock" | "log">;

const everyMilliseconds = 15_000;
const dayMilliseconds = 86_400_000;

/** Watches all endpoints from this process until `stop`: folds their traffic, compares it with what was tested, opens and closes alerts. */
export function startWatch(world: Seen): { stop(): Promise<void> } {
  return repeat({
    every: everyMilliseconds,
    work: () => watchOnce(world),
    failed: (thrown) => world.log.warn({ error: thrown }, `Watching stumbled: ${sentenceOf(thrown)}`),
  });
}

/** Looks once at every endpoint. */
export async function watchOnce(world: Seen): Promise<void> {
  while ((await foldTraffic(world)) >= 5000);
  const endpoints = await world.db
    .selectFrom("endpoint")
    .select(["id", "workspace", "project"])
    .where("removed_at", "is", null)
    .execute();
  for (const endpoint of endpoints) {
    if (endpoint.project) await watchEndpoint(world, { ...endpoint, project: endpoint.project });
  }
}

interface Watching {
  readonly id: Id<"endpoint">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
}

/** Compares the last day's traffic of the version that answers now with its profile, and settles the endpoint's alerts. */
async function watchEndpoint(world: Seen, endpoint: Watching): Promise<void> {
  const now = world.clock.now();
  const since = new Date(now.getTime() - dayMilliseconds);
  const version = await liveVersion(world, endpoint.id);
  const parts = (await stretches(world, { endpoint: endpoint.id, since })).filter((part) => part.version === version);
  const [row] = version ? await versionParts(world, [version]) : [];
  const merged = await readMerged(world, endpoint.project);
  const profile = withMerged(usable(row?.profile), merged);
  const sketch = withMerged(await together(parts), merged);
  const answered = answeredOf(sketch);
  const names = await labelNames(world, endpoint.project);
  const seen = {
    endpoint,
    version,
    question: row?.question ?? "",
    answered,
    hasProfile: profile ? ("yes" as const) : ("no" as const),
    distances: profile && answered >= leastRequests ? await distances(profile, sketch) : [],
    from: parts[0]?.at ?? since,
    now,
    sentenceOf: (distance: Parameters<typeof driftSentence>[0]) =>
      profile ? driftSentence(distance, { profile, sketch, names }) : "",
  };
  await transaction(world.db, (db) => settleAlerts({ ...world, db }, seen));
}

/** The version that an endpoint answers with now. */
async function liveVersion(world: Pick<Seen, "db">, endpoint: Id<"endpoint">): Promise<Id<"version"> | undefined> {
  const row = await world.db
    .selectFrom("endpoint")
    .innerJoin("endpoint_revision", (join) =>
      join
        .onRef("endpoint_revision.endpoint", "=", "endpoint.id")
        .onRef("endpoint_revision.revision", "=", "endpoint.revision"),
    )
    .select("endpoint_revision.routes")
    .where("endpoint.id", "=", endpoint)
    .executeTakeFirst();
  return (row?.routes.find((route) => route.role === "live") ?? row?.routes[0])?.version;
}
