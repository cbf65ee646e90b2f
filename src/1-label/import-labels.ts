import { sql } from "kysely";
import type { TakenBatch } from "#collect";
import { type Id, newId } from "#ids";
import type { Database, StartCopy } from "#world";
import { addLabels } from "./add-labels.ts";
import { readSettings } from "./create-project.ts";
import { copyTasks, type Tasked } from "./make-tasks.ts";
import { readQuestion } from "./read-labels.ts";
import type { LabelTables } from "./tables.ts";

/** Who an imported label is from. */
interface ImportAuthor {
  readonly kind: "import" | "sample";
  readonly how: "imported" | "sample";
  readonly id: string;
}

/** An answer that a file brings. */
interface Brought {
  readonly item: Id<"item">;
  readonly label: Id<"label">;
  readonly line: number;
}

/**
 * For rows of an import that just became items, in its transaction: makes the labels that are new, an answer and a consensus
 * for every labelled row whose item has none yet (the first row of the file that names it), and the tasks. Gives how many
 * labels were taken.
 */
export async function importLabels(
  given: { project: Id<"project">; author: ImportAuthor; now: Date },
  { rows, split, copy, ...batch }: TakenBatch,
): Promise<number> {
  const db = batch.db as unknown as Database<LabelTables>;
  const question = (await readQuestion({ db }, given.project)).id;
  const brought = await answersOf(db, { question, rows });
  if (brought.length > 0) await copyAnswers(copy, { ...given, question, brought });
  const answered = new Set(brought.map((one) => one.item));
  const { auditShare } = await readSettings({ db: batch.db }, given.project);
  await copyTasks({ db, copy, project: given.project, auditShare }, tasked());
  for (const { item, added } of rows) if (added === "now") answered.delete(item);
  if (answered.size > 0) await closeTasks(db, { ...given, items: [...answered] });
  return brought.length;

  function* tasked(): Generator<Tasked> {
    const part = split === "test" ? "test" : "other";
    for (const { item, added } of rows)
      if (added === "now") yield { item, part, answered: answered.has(item) ? given.now : undefined };
  }
}

async function answersOf(
  db: Database<LabelTables>,
  given: { question: Id<"question">; rows: TakenBatch["rows"] },
): Promise<Brought[]> {
  const { question } = given;
  const first = new Map<Id<"item">, { item: Id<"item">; line: number; label: string; added: "now" | "before" }>();
  for (const { item, line, label, added } of given.rows)
    if (label !== undefined && !first.has(item)) first.set(item, { item, line, label, added });
  if (first.size === 0) return [];
  const labelled = [...first.values()];
  const labels = await labelIds(db, { question, names: new Set(labelled.map((row) => row.label)) });
  const before = labelled.filter((row) => row.added === "before").map((row) => row.item);
  for (const item of await answeredBefore(db, { question, items: before })) first.delete(item);
  return [...first.values()].flatMap(({ item, line, label }) => {
    const id = labels.get(label);
    return id ? [{ item, line, label: id }] : [];
  });
}

async function labelIds(
  db: Database<LabelTables>,
  given: { question: Id<"question">; names: ReadonlySet<string> },
): Promise<Map<string, Id<"label">>> {
  await addLabels({ db }, { question: given.question, names: [...given.names].sort() });
  const rows = await db.selectFrom("label").select(["id", "name"]).where("question", "=", given.question).execute();
  return new Map(rows.map((row) => [row.name, row.id]));
}

async function answeredBefore(
  db: Database<LabelTables>,
  given: { question: Id<"question">; items: readonly Id<"item">[] },
): Promise<Id<"item">[]> {
  if (given.items.length === 0) return [];
  const { rows } = await sql<{ item: Id<"item"> }>`
    select found.item from unnest(${given.items}::text[]) as wanted (item) cross join lateral (
      select item from consensus where question = ${given.question} and item = wanted.item limit 1
    ) as found`.execute(db);
  return rows.map((row) => row.item);
}

async function copyAnswers(
  copy: StartCopy,
  given: {
    project: Id<"project">;
    question: Id<"question">;
    author: ImportAuthor;
    now: Date;
    brought: readonly Brought[];
  },
): Promise<void> {
  const { project, question, author } = given;
  const now = given.now.toISOString();
  const answers = given.brought.map((one) => ({
    ...one,
    id: newId("annotation"),
    value: JSON.stringify({ labels: [one.label] }),
  }));
  const annotations = copy("annotation", [
    "id",
    "project",
    "question",
    "item",
    "author_kind",
    "author",
    "value",
    "import_line",
    "created_at",
  ]);
  await annotations.write(
    answers.map((one) => [one.id, project, question, one.item, author.kind, author.id, one.value, one.line, now]),
  );
  await annotations.end();
  const consensus = copy("consensus", [
    "question",
    "item",
    "project",
    "value",
    "how",
    "agreement",
    "annotations",
    "updated_at",
  ]);
  await consensus.write(
    answers.map((one) => [question, one.item, project, one.value, author.how, 1, `{${one.id}}`, now]),
  );
  await consensus.end();
}

/** Closes the open tasks of items that were here before and got their label from this file. */
async function closeTasks(
  db: Database<LabelTables>,
  given: { project: Id<"project">; items: readonly Id<"item">[]; now: Date },
): Promise<void> {
  await sql`update task set state = 'done', given = 1, done_at = ${given.now}, held_until = null, held_by = null
    from unnest(${given.items}::text[]) as labelled (item)
    where task.project = ${given.project} and task.item = labelled.item and task.state <> 'done'`.execute(db);
}
