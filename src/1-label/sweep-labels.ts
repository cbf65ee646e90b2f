import { sql } from "kysely";
import type { Id } from "#ids";
import type { World } from "#world";
import { forgetBacklog } from "./stock-tasks.ts";
import type { LabelTables } from "./tables.ts";

const portion = 20_000;

/** Deletes the rows of a removed project that labelling owns, in portions, so that no lock is long. */
export async function sweepLabels(world: Pick<World<LabelTables>, "db">, project: Id<"project">): Promise<void> {
  await forgetBacklog(world, project);
  for (const table of ["pool", "seat", "task", "annotation", "consensus", "live_point", "live"] as const) {
    for (;;) {
      const some = sql`select ctid from ${sql.table(table)} where project = ${project} limit ${portion}`;
      const result = await sql`delete from ${sql.table(table)} where ctid = any(array(${some}))`.execute(world.db);
      if (Number(result.numAffectedRows ?? 0n) < portion) break;
    }
  }
}
