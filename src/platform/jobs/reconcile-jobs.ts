import type { PgBoss } from "pg-boss";
import type { Id } from "#ids";
import type { World } from "#world";
import { isQueued } from "./boss.ts";
import type { JobTables } from "./tables.ts";

const silentMilliseconds = 60_000;
const atOnce = 100;

type Seen = Pick<World<JobTables>, "db" | "clock" | "jobs">;

/**
 * Holds our table against the queue: a job that is open here, that no attempt speaks for, and of which the queue knows nothing
 * any more is handed over again. Gives which. Whether it is tried again or given up is decided when it is delivered.
 */
export async function reconcileJobs(world: Seen, boss: Pick<PgBoss, "findJobs">): Promise<Id<"job">[]> {
  const silentSince = new Date(world.clock.now().getTime() - silentMilliseconds);
  const open = await world.db
    .selectFrom("job")
    .select(["id", "name"])
    .where("state", "in", ["queued", "running"])
    .where((eb) => eb(eb.fn.coalesce("beat_at", "created_at"), "<", silentSince))
    .orderBy("id")
    .limit(atOnce)
    .execute();
  const again: Id<"job">[] = [];
  for (const { id, name } of open) {
    if (await isQueued(boss as PgBoss, name, id)) continue;
    await world.jobs.send(world.db, name, id);
    again.push(id);
  }
  return again;
}
