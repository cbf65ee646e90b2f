import { sql } from "kysely";
import type { DeployTables } from "#deploy";
import { idAt } from "#ids";
import { daysAgo, deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { MonitorTables } from "./tables.ts";

/** How many days windows of traffic are kept (the longest view is a week), and alerts that are over. */
const keptWatchDays = { windows: 35, alerts: 365 } as const;

/** Deletes windows of traffic and ended alerts that are past keeping. */
export async function forgetWindows(world: Pick<World<MonitorTables & DeployTables>, "db" | "clock">): Promise<void> {
  const { windows, alerts } = keptWatchDays;
  await deleteInPortions(world.db, "traffic_window", sql`start_at < ${daysAgo(world.clock, windows)}`);
  const before = daysAgo(world.clock, alerts);
  const isOver = sql`id < ${idAt("alert", before)} and state in ('answered', 'over') and changed_at < ${before}`;
  await deleteInPortions(world.db, "alert", isOver);
}
