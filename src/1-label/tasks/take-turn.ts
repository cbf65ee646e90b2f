import { sql } from "kysely";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { Database } from "#world";
import type { Answer } from "../annotations/consensus.ts";
import { namedBy, valueNow } from "../questions/merged-labels.ts";
import type { LabelTables } from "../tables.ts";
import { makeTasks } from "./make-tasks.ts";

/**
 * Moves the turns of some tasks on, in the order of their items: from now until the transaction ends nobody else changes the
 * answers to these items, and what others decided before must be decided anew.
 */
export async function takeTurns(
  db: Database<LabelTables>,
  given: { project: Id<"project">; items: readonly Id<"item">[] },
): Promise<void> {
  await sql`select from task where project = ${given.project} and item = any(${given.items}::text[])
    order by item for no key update`.execute(db);
  await sql`update task set turn = turn + 1 where project = ${given.project} and item = any(${given.items}::text[])`.execute(
    db,
  );
}

/** Takes the turn of one item, whose task is made now if it has none; a failure when the item is not of this project. */
export async function takeTurn(
  db: Database<LabelTables & CollectTables>,
  at: { project: Id<"project">; item: Id<"item"> },
): Promise<void> {
  const take = async (): Promise<boolean> => {
    const { rows } = await sql`
      update task set turn = turn + 1 where project = ${at.project} and item = ${at.item} returning item`.execute(db);
    return rows.length > 0;
  };
  if (await take()) return;
  await makeTasks(db, { project: at.project, items: [at.item] });
  if (!(await take())) throw noSuchItem();
}

/** The failure for an item that is not of the project. */
export const noSuchItem = (): Failure => new Failure("missing", "This project has no such item.", { field: "item" });

/** Every answer ever given to a question about an item, as it counts today. */
export async function readAnswers(
  db: Database<LabelTables>,
  question: Id<"question">,
  item: Id<"item">,
): Promise<Answer[]> {
  return (await readAnswersOf(db, question, [item])).get(item) ?? [];
}

/** Every answer ever given to a question about some items, by item, as it counts today. */
export async function readAnswersOf(
  db: Database<LabelTables>,
  question: Id<"question">,
  items: readonly Id<"item">[],
): Promise<Map<Id<"item">, Answer[]>> {
  const { rows } = await sql<Answer & { item: Id<"item"> }>`
    select given.item, given.id, given.author_kind, given.author, ${valueNow("given")} as value, given.supersedes, given.review, given.created_at
    from annotation as given left join label as named on named.id = ${namedBy("given.value")}
    where given.question = ${question} and given.item = any(${items}::text[])`.execute(db);
  const found = new Map<Id<"item">, Answer[]>();
  for (const { item, ...answer } of rows) found.set(item, [...(found.get(item) ?? []), answer]);
  return found;
}
