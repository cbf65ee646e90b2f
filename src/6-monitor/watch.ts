import { setTimeout as sleep } from "node:timers/promises";
import type { CollectTables } from "#collect";
import type { DeployTables, Sketch } from "#deploy";
import { sentenceOf } from "#failure";
import { type Id, newId } from "#ids";
import { type LabelTables, labelNames } from "#label";
import { json, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { type Profile, type RegisterTables, versionParts } from "#register";
import type { World } from "#world";
import { type Distance, distances, leastRequests } from "./drift.ts";
import { driftSentence } from "./sentences.ts";
import type { MonitorTables } from "./tables.ts";
import { foldTraffic, stretches, together } from "./windows.ts";

type Tables = MonitorTables & DeployTables & RegisterTables & LabelTables & CollectTables & EventTables;
type Seen = Pick<World<Tables>, "db" | "clock" | "log">;

const everyMilliseconds = 15_000;
const dayMilliseconds = 86_400_000;

/** Watches all endpoints from this process until `stop`: folds their traffic, compares it with what was tested, opens and closes alerts. */
export function startWatch(world: Seen): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await watchOnce(world).catch((thrown) =>
        world.log.warn({ error: thrown }, `Watching stumbled: ${sentenceOf(thrown)}`),
      );
      await sleep(everyMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const done = loop();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Looks once at every endpoint that had traffic today. */
export async function watchOnce(world: Seen): Promise<void> {
  while ((await foldTraffic(world)) >= 5000);
  const endpoints = await world.db
    .selectFrom("endpoint")
    .select(["id", "name", "workspace", "project", "revision"])
    .where("removed_at", "is", null)
    .execute();
  for (const endpoint of endpoints) {
    if (endpoint.project) await watchEndpoint(world, { ...endpoint, project: endpoint.project });
  }
}

interface Watching {
  readonly id: Id<"endpoint">;
  readonly name: string;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly revision: number;
}

async function watchEndpoint(world: Seen, endpoint: Watching): Promise<void> {
  const now = world.clock.now();
  const found = await compare(world, endpoint.id, new Date(now.getTime() - dayMilliseconds));
  if (!found) return;
  const names = await labelNames(world, endpoint.project);
  for (const distance of found.distances) {
    const sentence = driftSentence(distance, { ...found, names });
    await transaction(world.db, (db) => settle({ ...world, db }, { endpoint, distance, sentence, ...found, now }));
  }
}

/** Traffic of the version that answers now, since a moment, with its distances from the version's profile. */
async function compare(
  world: Pick<Seen, "db" | "clock">,
  endpoint: Id<"endpoint">,
  since: Date,
): Promise<
  { version: Id<"version">; profile: Profile; sketch: Sketch; from: Date; distances: Distance[] } | undefined
> {
  const version = await liveVersion(world, endpoint);
  if (!version) return undefined;
  const parts = (await stretches(world, { endpoint, since })).filter((part) => part.version === version);
  const [row] = await versionParts(world, [version]);
  const sketch = together(parts);
  if (!row || sketch.requests - sketch.errors < leastRequests) return undefined;
  return {
    version,
    profile: row.profile,
    sketch,
    from: parts[0]?.at ?? since,
    distances: await distances(row.profile, sketch),
  };
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

interface Settling {
  readonly endpoint: Watching;
  readonly version: Id<"version">;
  readonly distance: Distance;
  readonly sentence: string;
  readonly from: Date;
  readonly now: Date;
}

/** Opens an alert, keeps its figures current, wakes it when its quiet is over, or ends it. */
async function settle(world: Seen, given: Settling): Promise<void> {
  const { distance, endpoint, now } = given;
  const isPast = distance.value > distance.threshold;
  const known = await world.db
    .selectFrom("alert")
    .selectAll()
    .where("endpoint", "=", endpoint.id)
    .where("kind", "=", distance.kind)
    .where("state", "in", ["open", "quiet"])
    .forUpdate()
    .executeTakeFirst();
  const figures = {
    value: distance.value,
    threshold: distance.threshold,
    sentence: given.sentence,
    to_at: now,
    changed_at: now,
  };
  if (known && !isPast) {
    await world.db
      .updateTable("alert")
      .set({ state: "over", to_at: now, changed_at: now })
      .where("id", "=", known.id)
      .execute();
    await announce(world, {
      kind: "alert.ended",
      workspace: endpoint.workspace,
      project: endpoint.project,
      facts: { alert: known.id },
    });
    return;
  }
  if (known) {
    const isAwake = known.state === "open" || (known.quiet_until !== null && known.quiet_until <= now);
    await world.db
      .updateTable("alert")
      .set({ ...figures, state: isAwake ? "open" : "quiet" })
      .where("id", "=", known.id)
      .execute();
    return;
  }
  if (!isPast || (await wasAnswered(world, given))) return;
  const id = newId("alert");
  await world.db
    .insertInto("alert")
    .values({
      id,
      endpoint: endpoint.id,
      version: given.version,
      kind: distance.kind,
      ...figures,
      facts: json({}),
      state: "open",
      quiet_until: null,
      from_at: given.from,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await announce(world, {
    kind: "alert.opened",
    workspace: endpoint.workspace,
    project: endpoint.project,
    facts: { alert: id, kind: distance.kind, sentence: given.sentence },
  });
}

/** Whether the same was answered with labels for this version within a day: the answer needs time to teach. */
async function wasAnswered(world: Pick<Seen, "db">, given: Settling): Promise<boolean> {
  const row = await world.db
    .selectFrom("alert")
    .select("id")
    .where("endpoint", "=", given.endpoint.id)
    .where("kind", "=", given.distance.kind)
    .where("version", "=", given.version)
    .where("state", "=", "answered")
    .where("changed_at", ">", new Date(given.now.getTime() - dayMilliseconds))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
