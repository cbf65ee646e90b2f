import {
  type DeployTables,
  emptySketch,
  mergeSketches,
  readTraffic,
  type Sketch,
  sketchAdder,
  takeTraffic,
} from "#deploy";
import type { Id } from "#ids";
import { json, transaction } from "#platform/database";
import { breather } from "#platform/threads";
import type { World } from "#world";
import type { MonitorTables } from "./tables.ts";

type Tables = MonitorTables & DeployTables;
type Seen = Pick<World<Tables>, "db" | "clock">;

const windowMilliseconds = 5 * 60_000;
const startOf = (at: Date): Date => new Date(Math.floor(at.getTime() / windowMilliseconds) * windowMilliseconds);

/** A stretch of traffic of one version. */
export interface Stretch {
  readonly version: Id<"version"> | null;
  readonly at: Date;
  readonly sketch: Sketch;
}

/** Folds the traffic that the log wrote into windows of five minutes; gives how many stretches were folded. */
export async function foldTraffic(world: Seen): Promise<number> {
  return transaction(world.db, async (db) => {
    const taken = await takeTraffic(db, new Date(world.clock.now().getTime() - 5000));
    const windows = new Map<
      string,
      { endpoint: Id<"endpoint">; version: Id<"version"> | null; start_at: Date; sketch: Sketch }
    >();
    for (const { endpoint, version, at, sketch } of taken) {
      const start_at = startOf(at);
      const name = `${endpoint} ${version} ${start_at.getTime()}`;
      windows.set(name, {
        endpoint,
        version,
        start_at,
        sketch: mergeSketches(windows.get(name)?.sketch ?? emptySketch, sketch),
      });
    }
    for (const one of [...windows.values()].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1))) await foldInto(db, one);
    return taken.length;
  });
}

async function foldInto(
  db: World<Tables>["db"],
  one: { endpoint: Id<"endpoint">; version: Id<"version"> | null; start_at: Date; sketch: Sketch },
): Promise<void> {
  const fresh = await db
    .insertInto("traffic_window")
    .values({ ...one, sketch: json(one.sketch) })
    .onConflict((conflict) => conflict.columns(["endpoint", "version", "start_at"]).doNothing())
    .returning("start_at")
    .executeTakeFirst();
  if (fresh) return;
  const same = db
    .selectFrom("traffic_window")
    .select("sketch")
    .where("endpoint", "=", one.endpoint)
    .where("version", "is not distinct from", one.version)
    .where("start_at", "=", one.start_at)
    .forUpdate();
  const { sketch } = await same.executeTakeFirstOrThrow();
  await db
    .updateTable("traffic_window")
    .set({ sketch: json(mergeSketches(sketch, one.sketch)) })
    .where("endpoint", "=", one.endpoint)
    .where("version", "is not distinct from", one.version)
    .where("start_at", "=", one.start_at)
    .execute();
}

/** The traffic of an endpoint since a moment, folded or not, oldest first. */
export async function stretches(world: Seen, given: { endpoint: Id<"endpoint">; since: Date }): Promise<Stretch[]> {
  const folded = await world.db
    .selectFrom("traffic_window")
    .select(["version", "start_at as at", "sketch"])
    .where("endpoint", "=", given.endpoint)
    .where("start_at", ">=", startOf(given.since))
    .execute();
  const waiting = await readTraffic(world.db, given);
  return [...folded, ...waiting].sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** Those of some stretches that are of a moment or later, the window that the moment lies in among them. */
export const partsSince = (parts: readonly Stretch[], since: Date): Stretch[] =>
  parts.filter((part) => part.at >= startOf(since));

/** The sketch of several stretches together; a week has thousands, which are added in turns with other work. */
export async function together(parts: readonly Stretch[]): Promise<Sketch> {
  const adder = sketchAdder();
  const breathe = breather();
  for (const part of parts) {
    adder.add(part.sketch);
    await breathe();
  }
  return adder.sum();
}
