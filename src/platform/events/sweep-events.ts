import { sql } from "kysely";
import type { Id } from "#ids";
import { deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { EventTables } from "./tables.ts";

/** Deletes the events of a removed project that were delivered. */
export async function sweepEvents(world: Pick<World<EventTables>, "db">, project: Id<"project">): Promise<void> {
  await deleteInPortions(world.db, "event", sql`project = ${project} and delivered_at is not null`);
}
