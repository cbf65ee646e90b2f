import { sql } from "kysely";
import type { DeployTables } from "#deploy";
import type { Id } from "#ids";
import { deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { MonitorTables } from "./tables.ts";

/** Deletes the windows of traffic of a removed project; its alerts go with its endpoints. */
export async function sweepWindows(
  world: Pick<World<MonitorTables & DeployTables>, "db">,
  project: Id<"project">,
): Promise<void> {
  const condition = sql`endpoint = any(array(select id from endpoint where project = ${project}))`;
  await deleteInPortions(world.db, "traffic_window", condition);
}
