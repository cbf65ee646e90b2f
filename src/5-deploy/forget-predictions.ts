import { sql } from "kysely";
import { idAt } from "#ids";
import { daysAgo, deleteInPortions, transaction } from "#platform/database";
import type { World } from "#world";
import type { DeployTables } from "./tables.ts";

// Whoever writes or reads predictions would wait behind a drop that waits.
const lockMilliseconds = 3000;

/** Drops the days of the log that are older than what is kept, and the feedback on what was predicted or was said then. */
export async function forgetPredictions(world: Pick<World<DeployTables>, "db" | "clock">, days: number): Promise<void> {
  const before = daysAgo(world.clock, days);
  const oldest = before.toISOString().slice(0, 10).replaceAll("-", "");
  const found = await sql<{
    name: string;
  }>`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'prediction'::regclass`.execute(
    world.db,
  );
  for (const { name } of found.rows) {
    const day = /^prediction_(\d{8})$/.exec(name)?.[1];
    if (day && day < oldest) await dropDay(world, name);
  }
  await deleteInPortions(world.db, "feedback", sql`prediction < ${idAt("prediction", before)}`);
  // An id may name a time that never was.
  await deleteInPortions(world.db, "feedback", sql`at < ${before}`);
}

/** Drops a day of the log; somebody else may have done so meanwhile. */
function dropDay(world: Pick<World<DeployTables>, "db">, name: string): Promise<void> {
  return transaction(world.db, async (db) => {
    await sql`set local lock_timeout = ${sql.lit(lockMilliseconds)}`.execute(db);
    await sql`drop table if exists ${sql.table(name)}`.execute(db);
  });
}

/** Forgets servers that were killed, which could not take their rows away; one that is alive after all comes back by itself. */
export async function forgetServers(world: Pick<World<DeployTables>, "db" | "clock">): Promise<void> {
  await world.db.deleteFrom("server").where("seen_at", "<", daysAgo(world.clock, 1)).execute();
}
