import { sql } from "kysely";
import type { Id } from "#ids";
import { deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { DeployTables } from "./tables.ts";

/** Deletes what was answered in a removed project: predictions with their texts, feedback, traffic. Its endpoints go with it. */
export async function sweepPredictions(world: Pick<World<DeployTables>, "db">, project: Id<"project">): Promise<void> {
  const condition = sql`endpoint = any(array(select id from endpoint where project = ${project}))`;
  for (const table of ["prediction", "feedback", "traffic"] as const)
    await deleteInPortions(world.db, table, condition);
}
