import { sql } from "kysely";
import type { CollectTables, ImportTaker, ImportTransaction, TakenRow } from "#collect";
import { type Id, newId } from "#ids";
import type { CopyRows, Database } from "#world";
import { addLabels } from "./add-labels.ts";
import { readSettings } from "./create-project.ts";
import { copyTasks, makeTasks } from "./make-tasks.ts";
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
 * Opens what takes the rows of an import in its transaction: makes the labels that are new, an answer and a consensus for
 * every labelled row whose item has none yet (the first row of the file that names it), and their tasks.
 */
export async function openLabelImport(
  { copy, split, ...taking }: ImportTransaction,
  given: { project: Id<"project">; author: ImportAuthor; now: Date },
): Promise<ImportTaker["rows"]> {
  const db = taking.db as unknown as Database<LabelTables & CollectTables>;
  const { project, now } = given;
  const question = (await readQuestion({ db }, project)).id;
  const { auditShare } = await readSettings({ db: taking.db }, project);
  const labels = new Map<string, Id<"label">>();
  return async (rows) => {
    const brought = await answersOf(db, { question, rows, labels });
    if (brought.length === 0) return 0;
    await copyAnswers(copy, { ...given, question, brought });
    const known = new Set(rows.filter((row) => row.added === "before").map((row) => row.item));
    const isKnown = ({ item }: Brought) => known.has(item);
    const fresh = brought.filter((one) => !isKnown(one)).map(({ item }) => ({ item, split, answered: now }));
    await copyTasks({ copy, project, auditShare }, fresh);
    const items = brought.filter(isKnown).map((one) => one.item);
    if (items.length > 0) {
      await makeTasks(db, { project, items });
      await closeTasks(db, { ...given, items });
    }
    return brought.length;
  };
}

type Labels = Map<string, Id<"label">>;

async function answersOf(
  db: Database<LabelTables>,
  given: { question: Id<"question">; rows: readonly TakenRow[]; labels: Labels },
): Promise<Brought[]> {
  const { question, labels } = given;
  const first = new Map<Id<"item">, TakenRow & { label: string }>();
  for (const row of given.rows)
    if (row.label !== undefined && !first.has(row.item)) first.set(row.item, { ...row, label: row.label });
  const labelled = [...first.values()];
  await makeLabels(db, { question, names: new Set(labelled.map((row) => row.label)), labels });
  const before = labelled.filter((row) => row.added === "before").map((row) => row.item);
  for (const item of await answeredBefore(db, { question, items: before })) first.delete(item);
  return [...first.values()].flatMap(({ item, line, label }) => {
    const id = labels.get(label);
    return id ? [{ item, line, label: id }] : [];
  });
}

/** Makes the labels that this import has not met yet, and those that are new among them. */
async function makeLabels(
  db: Database<LabelTables>,
  given: { question: Id<"question">; names: ReadonlySet<string>; labels: Labels },
): Promise<void> {
  const { question, labels } = given;
  const unmet = [...given.names].filter((name) => !labels.has(name));
  if (unmet.length === 0) return;
  await addLabels({ db }, { question, names: unmet.sort() });
  const rows = await db.selectFrom("label").select(["id", "name"]).where("question", "=", question).execute();
  for (const { id, name } of rows) labels.set(name, id);
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
  copy: CopyRows,
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
  await copy(
    "annotation",
    ["id", "project", "question", "item", "author_kind", "author", "value", "import_line", "created_at"],
    answers.map((one) => [one.id, project, question, one.item, author.kind, author.id, one.value, one.line, now]),
  );
  await copy(
    "consensus",
    ["question", "item", "project", "value", "how", "agreement", "annotations", "updated_at"],
    answers.map((one) => [question, one.item, project, one.value, author.how, 1, `{${one.id}}`, now]),
  );
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
