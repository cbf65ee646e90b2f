import { sql } from "kysely";
import { idAt } from "#ids";
import { daysAgo, deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { EventTables } from "./tables.ts";

/** How many days delivered events are kept: those of single answers, and all others, which the overview tells of. */
const keptEventDays = { answers: 2, others: 90 } as const;

/** Deletes events that were delivered and are past keeping. */
export async function forgetEvents(world: Pick<World<EventTables>, "db" | "clock">): Promise<void> {
  const before = (days: number) => sql`id < ${idAt("event", daysAgo(world.clock, days))} and delivered_at is not null`;
  await deleteInPortions(world.db, "event", sql`${before(keptEventDays.answers)} and kind like 'annotation.%'`);
  await deleteInPortions(world.db, "event", before(keptEventDays.others));
}
