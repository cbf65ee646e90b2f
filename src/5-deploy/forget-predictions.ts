import { sql } from "kysely";
import { idAt } from "#ids";
import { daysAgo, deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { DeployTables } from "./tables.ts";

/** Drops the days of the log that are older than what is kept, and the feedback on what was predicted then. */
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
    if (day && day < oldest) await sql`drop table ${sql.table(name)}`.execute(world.db);
  }
  await deleteInPortions(world.db, "feedback", sql`prediction < ${idAt("prediction", before)}`);
}
