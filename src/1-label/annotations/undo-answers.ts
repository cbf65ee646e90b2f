import { sql } from "kysely";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { transaction } from "#platform/database";
import type { EventTables } from "#platform/events";
import type { Database, World } from "#world";
import type { TaskView } from "../contract.ts";
import type { LabelTables } from "../tables.ts";
import { showTasks } from "../tasks/show-tasks.ts";
import { readAnswers, takeTurn } from "../tasks/take-turn.ts";
import { type Answer, standing } from "./consensus.ts";
import { type Writing, writeAnswers } from "./write-answers.ts";

type Tables = LabelTables & CollectTables & EventTables;

/** What is to be taken back: the answers that were saved under the id that is named, else the newest of the person; `id` is that of the undo. */
interface Undoing {
  readonly id: Id<"annotation">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly person: string;
  readonly authorKind: "person" | "key";
  readonly annotation?: Id<"annotation"> | undefined;
}

/**
 * Takes back the answers of one save of a person that still stand; the item comes back to them. Of a save that is named and of
 * which none stands nothing is taken back, nor of any other. Repeating it with the same id does nothing more.
 */
export function undoAnswers(
  world: Pick<World<Tables>, "db" | "clock">,
  given: Undoing,
): Promise<{ task: TaskView | undefined }> {
  return transaction(world.db, async (db) => {
    const before = await db
      .selectFrom("annotation")
      .select(["item", "author"])
      .where("id", "=", given.id)
      .executeTakeFirst();
    if (before && before.author !== given.person)
      throw new Failure("conflict", "Another answer has this id. Make a new one.", { field: "id" });
    const item = before ? before.item : await takeBack(world, db, given);
    if (!item) return { task: undefined };
    const [task] = await showTasks(db, { project: given.project, person: given.person, items: [item] });
    return { task };
  });
}

async function takeBack(
  world: Pick<World<Tables>, "clock">,
  db: Database<Tables>,
  given: Undoing,
): Promise<Id<"item"> | undefined> {
  const found = given.annotation ? await ownAnswer(db, given, given.annotation) : await newestStanding(db, given);
  if (!found) return undefined;
  const { workspace, project } = given;
  const { item } = found;
  await takeTurn(db, { project, item });
  const now = world.clock.now();
  const all: Writing[] = [];
  for (const { id, question } of await savedTogether(db, { ...found, project })) {
    const answers = await readAnswers(db, question, item);
    // Asked with the turn taken: another tab may have taken it back or answered anew.
    if (!standing(answers).some((one) => one.id === id)) continue;
    const undo: Answer = {
      id: all.length === 0 ? given.id : newId("annotation"),
      author_kind: given.authorKind,
      author: given.person,
      value: null,
      supersedes: id,
      review: false,
      created_at: now,
    };
    const givenWith = all.length === 0 ? undefined : given.id;
    all.push({ item, question, answer: undo, answers: [...answers, undo], givenWith });
  }
  if (all.length === 0) return undefined;
  const tells = { kind: "annotation.undone", workspace, project } as const;
  await writeAnswers(db, { project, now, all, busy: "wait", tells });
  return item;
}

interface Found {
  readonly id: Id<"annotation">;
  readonly given_with: Id<"annotation"> | null;
  readonly item: Id<"item">;
}

/** The answers that were saved with one, itself among them, in the order in which they were given. */
async function savedTogether(
  db: Database<Tables>,
  { id, given_with, item, project }: Found & { project: Id<"project"> },
): Promise<{ id: Id<"annotation">; question: Id<"question"> }[]> {
  const first = given_with ?? id;
  return db
    .selectFrom("question")
    .innerJoin("annotation", "annotation.question", "question.id")
    .select(["annotation.id", "annotation.question"])
    .where("question.project", "=", project)
    .where("annotation.item", "=", item)
    .where((eb) => eb.or([eb("annotation.id", "=", first), eb("annotation.given_with", "=", first)]))
    .orderBy("question.position")
    .execute();
}

function ownAnswer(db: Database<Tables>, given: Undoing, annotation: Id<"annotation">): Promise<Found | undefined> {
  return db
    .selectFrom("annotation")
    .select(["id", "given_with", "item"])
    .where("id", "=", annotation)
    .where("project", "=", given.project)
    .where("author", "=", given.person)
    .where("author_kind", "in", ["person", "key"])
    .executeTakeFirst();
}

/** The newest answer of a person that stands: not taken back, and not replaced by one that was not taken back itself. */
async function newestStanding(db: Database<Tables>, given: Undoing): Promise<Found | undefined> {
  const found = await sql<Found>`
    select mine.id, mine.given_with, mine.item from annotation as mine
    where mine.project = ${given.project} and mine.author = ${given.person} and mine.author_kind in ('person', 'key') and mine.value is not null
      and not exists (
        select 1 from annotation as later
        where later.question = mine.question and later.item = mine.item and later.supersedes = mine.id
          and (later.value is null or not exists (
            select 1 from annotation as undo
            where undo.question = mine.question and undo.item = mine.item and undo.supersedes = later.id and undo.value is null)))
    order by mine.created_at desc, mine.id desc limit 1`.execute(db);
  return found.rows[0];
}
