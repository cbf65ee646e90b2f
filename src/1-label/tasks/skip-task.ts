import { sql } from "kysely";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db" | "clock">;

// One that was asked for has a negative number of skips; skipped, it goes behind like any other.
const oneMoreSkip = sql<number>`greatest(skips, 0) + 1`;

/** Puts a task that a person holds behind all others, and remembers who skipped it and why. */
export function skipTask(
  world: Seen,
  given: { project: Id<"project">; item: Id<"item">; person: string; reason: string },
): Promise<void> {
  return transaction(world.db, async (db) => {
    const moved = await db
      .updateTable("task")
      .set({ state: "open", held_by: null, held_until: null, skips: oneMoreSkip })
      .where("project", "=", given.project)
      .where("item", "=", given.item)
      .where("state", "=", "held")
      .where("held_by", "=", given.person)
      .returning("item")
      .executeTakeFirst();
    if (!moved) await refuseUnknown({ ...world, db }, given);
    await db.deleteFrom("pool").where("project", "=", given.project).where("item", "=", given.item).execute();
    const seat = { skipped_at: world.clock.now(), reason: given.reason, held_until: null };
    await db
      .insertInto("seat")
      .values({ project: given.project, item: given.item, person: given.person, answered_at: null, ...seat })
      .onConflict((conflict) => conflict.columns(["project", "item", "person"]).doUpdateSet(seat))
      .execute();
  });
}

/** A skip of something that is no longer held is no fault; of something that is not there it is. */
async function refuseUnknown(world: Seen, given: { project: Id<"project">; item: Id<"item"> }): Promise<void> {
  const found = await world.db
    .selectFrom("item")
    .innerJoin("project", "project.dataset", "item.dataset")
    .select("item.id")
    .where("project.id", "=", given.project)
    .where("item.id", "=", given.item)
    .executeTakeFirst();
  if (!found) throw new Failure("missing", "This project has no such item.", { field: "item" });
}

/** Holds a person's tasks for ten more minutes, or gives them back at once. */
export async function holdTasks(
  world: Seen,
  given: { project: Id<"project">; items: readonly Id<"item">[]; person: string; until: "later" | "now" },
): Promise<void> {
  const change =
    given.until === "later"
      ? { held_until: new Date(world.clock.now().getTime() + 600_000) }
      : { state: "open" as const, held_by: null, held_until: null };
  await world.db
    .updateTable("task")
    .set(change)
    .where("project", "=", given.project)
    .where("item", "in", [...given.items])
    .where("state", "=", "held")
    .where("held_by", "=", given.person)
    .execute();
}
