import { addItems, type CollectTables } from "#collect";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";
import { makeTasks } from "./make-tasks.ts";

/**
 * Adds texts to a project and puts their tasks at the front of the queue; texts that are known already are moved there
 * unless they are labelled. Gives how many are new, and how many stand at the front now.
 */
export function askForItems(
  world: Pick<World<CollectTables & LabelTables & EventTables>, "db">,
  given: { workspace: Id<"workspace">; project: Id<"project">; texts: readonly { text: string; meta?: object }[] },
): Promise<{ added: number; known: number; moved: number }> {
  return transaction(world.db, async (db) => {
    const items = await addItems({ db }, given);
    if (items.length === 0) return { added: 0, known: 0, moved: 0 };
    const ids = items.map((one) => one.item);
    await makeTasks(db, { project: given.project, items: ids });
    // Tasks that nobody skipped come first; a negative number of skips comes before those.
    const { numUpdatedRows } = await db
      .updateTable("task")
      .set({ skips: -1 })
      .where("project", "=", given.project)
      .where("item", "in", ids)
      .where("state", "=", "open")
      .where("role", "=", "learn")
      .executeTakeFirst();
    await announce(
      { db },
      { kind: "items.asked", workspace: given.workspace, project: given.project, facts: { items: ids.length } },
    );
    const added = items.filter((one) => one.added === "now").length;
    return { added, known: items.length - added, moved: Number(numUpdatedRows) };
  });
}
