import { sql } from "kysely";
import { type CollectTables, datasetOf, deleteItems } from "#collect";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { Database, World } from "#world";
import type { LabelTables } from "../tables.ts";
import { lockOfTasks } from "../tasks/stock-tasks.ts";

type Tables = LabelTables & CollectTables & EventTables;

/** What is to be removed, and where. */
export interface Removing {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly items: readonly Id<"item">[];
}

const ofItems = ["pool", "seat", "task", "annotation", "consensus"] as const;

/**
 * Removes items for ever, with every answer to them, in one transaction: a person may ask to be forgotten. Snapshots that had
 * them stay, and say that they are no longer complete. Gives how many were there.
 */
export function removeItems(world: Pick<World<Tables>, "db">, given: Removing): Promise<number> {
  const { workspace, project } = given;
  return transaction(world.db, async (db) => {
    const dataset = await datasetOf({ db }, project);
    const items = await deleteItems(db, { dataset, items: given.items });
    if (items.length === 0) return 0;
    // What is drawn now may be tasks of these items: they are there to be deleted once that has ended.
    await lockInTransaction(db, lockOfTasks(project));
    await forgetAnswers(db, project, items);
    await announce({ db }, { kind: "items.removed", workspace, project, facts: { items: items.length } });
    return items.length;
  });
}

/** Deletes what labelling has of items. In the order in which people's saves lock: the task first. */
async function forgetAnswers(db: Database<Tables>, project: Id<"project">, items: readonly Id<"item">[]) {
  const wanted = sql`any(${items}::text[])`;
  await sql`select from task where project = ${project} and item = ${wanted} order by item for update`.execute(db);
  const questions = sql`any(array(select id from question where project = ${project}))`;
  for (const table of ofItems) {
    const within =
      table === "annotation" || table === "consensus" ? sql`question = ${questions}` : sql`project = ${project}`;
    await sql`delete from ${sql.table(table)} where ${within} and item = ${wanted}`.execute(db);
  }
  await sql`update snapshot set complete = false where project = ${project} and complete and exists (
      select from snapshot_chunk join unnest(${items}::text[]) as gone (item) on gone.item between first_item and last_item
      where snapshot_chunk.snapshot = snapshot.id)`.execute(db);
}
