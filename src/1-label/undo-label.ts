import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { Database, World } from "#world";
import type { Answer } from "./consensus.ts";
import type { TaskView } from "./contract.ts";
import { lockTask, readAnswers, write } from "./give-label.ts";
import { showTasks } from "./show-tasks.ts";
import type { LabelTables } from "./tables.ts";

type Tables = LabelTables & CollectTables & EventTables;

/** Takes back the newest answer of a person that still stands; the item comes back to them. Repeating it with the same id does nothing more. */
export function undoLabel(
  world: Pick<World<Tables>, "db" | "clock">,
  given: { id: Id<"annotation">; workspace: Id<"workspace">; project: Id<"project">; person: string },
): Promise<{ task: TaskView | undefined }> {
  return transaction(world.db, async (db) => {
    const before = await db
      .selectFrom("annotation")
      .select(["item", "author"])
      .where("id", "=", given.id)
      .executeTakeFirst();
    const item = before ? before.item : await takeBack(world, db, given);
    if (!item) return { task: undefined };
    const [task] = await showTasks(db, { project: given.project, person: given.person, items: [item] });
    return { task };
  });
}

async function takeBack(
  world: Pick<World<Tables>, "clock">,
  db: Database<Tables>,
  given: { id: Id<"annotation">; workspace: Id<"workspace">; project: Id<"project">; person: string },
): Promise<Id<"item"> | undefined> {
  const newest = await newestStanding(db, given);
  if (!newest) return undefined;
  const question = await lockTask(db, { project: given.project, item: newest.item });
  const answers = await readAnswers(db, question, newest.item);
  const now = world.clock.now();
  const undo: Answer = {
    id: given.id,
    author_kind: "person",
    author: given.person,
    value: null,
    supersedes: newest.id,
    created_at: now,
  };
  await write(db, {
    given: { project: given.project, item: newest.item, author: given.person, authorKind: "person" },
    question,
    answer: undo,
    answers: [...answers, undo],
    now,
  });
  await announce({ db }, { kind: "annotation.undone", workspace: given.workspace, project: given.project });
  return newest.item;
}

/** The newest answer of a person that stands: not taken back, and not replaced by one that was not taken back itself. */
async function newestStanding(db: Database<Tables>, given: { project: Id<"project">; person: string }) {
  const found = await sql<{ id: Id<"annotation">; item: Id<"item"> }>`
    select mine.id, mine.item from annotation as mine
    where mine.project = ${given.project} and mine.author = ${given.person} and mine.author_kind = 'person' and mine.value is not null
      and not exists (
        select 1 from annotation as later
        where later.question = mine.question and later.item = mine.item and later.supersedes = mine.id
          and (later.value is null or not exists (
            select 1 from annotation as undo
            where undo.question = mine.question and undo.item = mine.item and undo.supersedes = later.id and undo.value is null)))
    order by mine.created_at desc limit 1`.execute(db);
  return found.rows[0];
}
