import { sql } from "kysely";
import type { Id } from "#ids";
import { deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { LabelTables } from "./tables.ts";
import { forgetBacklog } from "./tasks/stock-tasks.ts";

const ofProject = ["pool", "seat", "task", "annotation", "consensus", "live_point", "live"] as const;

/** Deletes what labelling has of a removed project. */
export async function sweepLabels(world: Pick<World<LabelTables>, "db">, project: Id<"project">): Promise<void> {
  await forgetBacklog(world, project);
  for (const table of ofProject) await deleteInPortions(world.db, table, sql`project = ${project}`);
  await deleteInPortions(
    world.db,
    "snapshot_chunk",
    sql`snapshot in (select id from snapshot where project = ${project})`,
  );
}
