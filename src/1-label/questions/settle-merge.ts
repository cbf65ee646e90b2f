import { sql } from "kysely";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import type { Progress } from "#platform/jobs";
import type { World } from "#world";
import { decideAnew } from "../annotations/decide-anew.ts";
import type { LabelTables } from "../tables.ts";
import { takeTurns } from "../tasks/take-turn.ts";
import { namedBy, readMerged } from "./merged-labels.ts";

const portion = 500;

/**
 * After a label was merged: decides anew every item with several answers of which one names a label that counts as another, in
 * portions that can be repeated. Items with one answer need nothing. Gives how many had several.
 */
export async function settleMerge(
  world: Pick<World<LabelTables>, "db">,
  given: { project: Id<"project">; label: Id<"label">; progress: Progress },
): Promise<{ items: number }> {
  const { question } = await world.db
    .selectFrom("label")
    .select("question")
    .where("id", "=", given.label)
    .executeTakeFirstOrThrow();
  const merged = await readMerged(world, given.project);
  const names = merged.all(merged.now(given.label)).slice(1);
  let [items, after] = [0, ""];
  for (;;) {
    given.progress.signal.throwIfAborted();
    const { rows } = await sql<{ item: Id<"item"> }>`
      select item from annotation where question = ${question} and item > ${after} group by item
      having count(*) > 1 and bool_or(${namedBy("value")} = any(${names}::text[])) order by item limit ${portion}`.execute(
      world.db,
    );
    const some = rows.map((row) => row.item);
    if (some.length > 0)
      await transaction(world.db, async (db) => {
        await takeTurns(db, { project: given.project, items: some });
        await decideAnew(db, { project: given.project, question, items: some });
      });
    items += some.length;
    given.progress.report(items, undefined, "Deciding anew");
    if (some.length < portion) return { items };
    after = some.at(-1) ?? after;
  }
}
