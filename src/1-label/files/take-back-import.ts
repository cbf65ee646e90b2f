import { sql } from "kysely";
import { type BroughtBy, type CollectTables, itemsOfImport, startTakingBack } from "#collect";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import type { EventTables } from "#platform/events";
import type { Progress } from "#platform/jobs";
import type { World } from "#world";
import { decideAnew } from "../annotations/decide-anew.ts";
import { removeItems } from "../items/remove-items.ts";
import { retireLeft } from "../questions/leave-labels.ts";
import { readQuestions } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { takeTurns } from "../tasks/take-turn.ts";

type Tables = LabelTables & CollectTables & EventTables;
type Seen = Pick<World<Tables>, "db" | "clock">;

const portion = 500;

interface Taking {
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly import: Id<"import">;
  readonly progress: Progress;
}

/**
 * Takes an import back whole, in portions that can be repeated: the items that it added go with every answer to them, and its
 * labels of items that were here before go as if they had not been given. Names that it made and nobody uses are retired.
 * Gives how many items and labels went.
 */
export async function takeBackImport(world: Seen, given: Taking): Promise<{ items: number; labels: number }> {
  const brought = await startTakingBack(world, given);
  let [items, labels] = [0, 0];
  for (let after = ""; ; ) {
    given.progress.signal.throwIfAborted();
    const some = await itemsOfImport(world, { import: given.import, brought, after, limit: portion });
    items += await removeItems(world, { ...given, items: some });
    given.progress.report(items, undefined, "Removing");
    if (some.length < portion) break;
    after = some.at(-1) ?? after;
  }
  for (const question of await readQuestions(world, given.project))
    for (let from = ""; ; ) {
      given.progress.signal.throwIfAborted();
      const taken = await takeBackLabels(world, { ...given, brought, question: question.id, from });
      labels += taken.length;
      if (taken.length < portion) break;
      from = taken.at(-1) ?? from;
    }
  await retireLeft(world, given.import);
  return { items, labels };
}

interface TakingLabels extends Taking {
  readonly brought: BroughtBy;
  readonly question: Id<"question">;
  /** The last item of the portion before, of which there may be more. */
  readonly from: string;
}

/**
 * Takes back the import's labels of some items that were here before it, and decides anew what they are; gives of which. They are
 * read in the order of an index, from where the portion before ended: what it deleted is not passed over again.
 */
function takeBackLabels(world: Seen, given: TakingLabels): Promise<Id<"item">[]> {
  const { brought, question, from } = given;
  return transaction(world.db, async (db) => {
    const { rows } = await sql<{ id: string; item: Id<"item"> }>`
      select id, item from annotation where question = ${question} and item >= ${from}
        and project = ${given.project} and author = ${given.import}
        and created_at between ${new Date(brought.from.getTime() - 60_000)} and ${new Date(brought.to.getTime() + 60_000)}
      order by item limit ${portion}`.execute(db);
    if (rows.length === 0) return [];
    const items = rows.map((row) => row.item);
    await makeTasks(db, { project: given.project, items });
    await takeTurns(db, { project: given.project, items });
    const ids = rows.map((row) => row.id);
    // What replaced such a label replaces nothing now.
    await sql`update annotation set supersedes = null where question = ${question}
      and item = any(${items}::text[]) and supersedes = any(${ids}::text[])`.execute(db);
    await sql`delete from annotation where id = any(${ids}::text[])`.execute(db);
    await decideAnew(db, { project: given.project, question, items });
    return items;
  });
}
