import { addItems, type CollectTables } from "#collect";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { Database, World } from "#world";
import { insertTasks, type Tasked } from "./make-tasks.ts";
import type { LabelTables } from "./tables.ts";

/**
 * Adds texts to a project and puts their tasks at the front of the queue; texts that are known already are moved there
 * unless they are labelled. Gives how many are new. They are chosen, not random, so none of them is for the audit.
 */
export function askForItems(
  world: Pick<World<CollectTables & LabelTables & EventTables>, "db">,
  given: { workspace: Id<"workspace">; project: Id<"project">; texts: readonly { text: string; meta?: object }[] },
): Promise<{ added: number; known: number }> {
  return transaction(world.db, async (db) => {
    const items = await addItems({ db }, given);
    if (items.length === 0) return { added: 0, known: 0 };
    const ids = items.map((one) => one.item);
    await insertTasks({ db, project: given.project, auditShare: 0 }, await untasked(db, { ...given, items: ids }));
    // Tasks that nobody skipped come first; a negative number of skips comes before those.
    await db
      .updateTable("task")
      .set({ skips: -1 })
      .where("project", "=", given.project)
      .where("item", "in", ids)
      .where("state", "=", "open")
      .where("role", "=", "learn")
      .execute();
    await announce(
      { db },
      { kind: "items.asked", workspace: given.workspace, project: given.project, facts: { items: ids.length } },
    );
    const added = items.filter((one) => one.added === "now").length;
    return { added, known: items.length - added };
  });
}

/** The items among some that have no task in a project yet, with what is known of them. */
async function untasked(
  db: Database<CollectTables & LabelTables>,
  given: { project: Id<"project">; items: readonly Id<"item">[] },
): Promise<Tasked[]> {
  const rows = await db
    .selectFrom("item")
    .leftJoin("task", (join) => join.onRef("task.item", "=", "item.id").on("task.project", "=", given.project))
    .leftJoin("consensus", (join) =>
      join.onRef("consensus.item", "=", "item.id").on("consensus.project", "=", given.project),
    )
    .select(["item.id", "item.split", "consensus.updated_at"])
    .where("item.id", "in", [...given.items])
    .where("task.item", "is", null)
    .execute();
  return rows.map((row) => ({
    item: row.id,
    part: row.split === "test" ? "test" : "other",
    answered: row.updated_at ?? undefined,
  }));
}
