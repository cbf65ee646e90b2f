import { sql } from "kysely";
import type { CollectTables, ImportTransaction, TakenRow } from "#collect";
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

/** Where an import answers, for whom and when. */
interface Answering {
  readonly project: Id<"project">;
  readonly author: ImportAuthor;
  readonly now: Date;
}

type Opened = Answering & {
  readonly db: Database<LabelTables & CollectTables>;
  readonly copy: CopyRows;
  readonly question: Id<"question">;
};

/** Takes the labels of an import: of its rows as they come, and at the end those of items that were here before. */
export interface LabelImport {
  rows(rows: readonly TakenRow[]): Promise<void>;
  /** Gives how many items got their label from the file. */
  end(): Promise<number>;
}

/**
 * Opens what takes the rows of an import in its transaction: makes the labels that are new, an answer and a consensus for
 * every labelled row whose item has none yet (the first row of the file that names it), and their tasks. Nobody else sees the
 * items that are new; the others people may be labelling, so their answers wait for the end, and keep nobody waiting till then.
 */
export async function openLabelImport(
  { copy, split, ...taking }: ImportTransaction,
  given: Answering,
): Promise<LabelImport> {
  const db = taking.db as unknown as Database<LabelTables & CollectTables>;
  const opened = { ...given, db, copy, question: (await readQuestion({ db }, given.project)).id };
  const { auditShare } = await readSettings({ db: taking.db }, given.project);
  const labels = new Map<string, Id<"label">>();
  const later = waitingAnswers(opened);
  let labelled = 0;
  return {
    async rows(rows) {
      const first = firstLabels(rows);
      await makeLabels(db, { question: opened.question, names: new Set(first.map((row) => row.label)), labels });
      const brought = (added: TakenRow["added"]) =>
        first
          .filter((row) => row.added === added)
          .map(({ item, line, label }) => ({ item, line, label: labels.get(label) as Id<"label"> }));
      const fresh = brought("now");
      labelled += fresh.length;
      await copyAnswers(opened, fresh);
      const tasked = fresh.map(({ item }) => ({ item, split, answered: given.now }));
      await copyTasks({ copy, project: given.project, auditShare }, tasked);
      await later.add(brought("before"));
    },
    end: async () => labelled + (await later.answer()),
  };
}

/** The first labelled row of each item; where it became the item without a label, a later one of the same batch. */
function firstLabels(rows: readonly TakenRow[]): (TakenRow & { label: string })[] {
  const first = new Map<Id<"item">, TakenRow & { label: string }>();
  const fresh = new Set(rows.flatMap((row) => (row.added === "now" ? row.item : [])));
  for (const row of rows) {
    if (row.label === undefined || first.has(row.item)) continue;
    first.set(row.item, { ...row, label: row.label, added: fresh.has(row.item) ? "now" : "before" });
  }
  return [...first.values()];
}

type Labels = Map<string, Id<"label">>;

/** Makes the labels that this import has not met yet, and those that are new or retired among them. */
async function makeLabels(
  db: Database<LabelTables>,
  given: { question: Id<"question">; names: ReadonlySet<string>; labels: Labels },
): Promise<void> {
  const { question, labels } = given;
  const unmet = () => [...given.names].filter((name) => !labels.has(name));
  const meet = async () => {
    const standing = db.selectFrom("label").select(["id", "name"]).where("retired_at", "is", null);
    for (const { id, name } of await standing.where("question", "=", question).execute()) labels.set(name, id);
  };
  if (unmet().length === 0) return;
  await meet();
  const missing = unmet();
  if (missing.length === 0) return;
  // Others who add labels wait for this until the import ends.
  await addLabels({ db }, { question, names: missing.sort(), retired: "bring back" });
  await meet();
}

const portion = 2000;

/** Keeps answers to items that were here before in a table of the transaction's own, and gives them in the order of the items. */
function waitingAnswers(given: Opened) {
  const { db, copy } = given;
  let kept: "none" | "some" = "none";
  return {
    async add(brought: readonly Brought[]): Promise<void> {
      if (brought.length === 0) return;
      if (kept === "none")
        await sql`create temporary table waiting_answer (item id, label id, line integer) on commit drop`.execute(db);
      kept = "some";
      const rows = brought.map((one) => [one.item, one.label, one.line]);
      await copy("waiting_answer", ["item", "label", "line"], rows);
    },
    async answer(): Promise<number> {
      if (kept === "none") return 0;
      await sql`create index on waiting_answer (item, line)`.execute(db);
      await sql`analyze waiting_answer`.execute(db);
      let [answered, after] = [0, ""];
      for (;;) {
        const { rows } = await sql<Brought>`
          select distinct on (item) item, label, line from waiting_answer where item > ${after}
          order by item, line limit ${portion}`.execute(db);
        if (rows.length > 0) answered += await answerUnanswered(given, rows);
        if (rows.length < portion) return answered;
        after = rows.at(-1)?.item ?? "";
      }
    },
  };
}

/** Answers those items that have no answer yet; as when a person answers, the task is locked before the answers are read. */
async function answerUnanswered(given: Opened, brought: readonly Brought[]): Promise<number> {
  const { db, project, question } = given;
  const items = brought.map((one) => one.item);
  await makeTasks(db, { project, items });
  await lockTasks(db, { project, items });
  const before = new Set(await answeredBefore(db, { question, items }));
  const unanswered = brought.filter((one) => !before.has(one.item));
  await copyAnswers(given, unanswered);
  await closeTasks(db, { ...given, items: unanswered.map((one) => one.item) });
  return unanswered.length;
}

/** Locks the tasks of items in the order in which the items are given. */
async function lockTasks(
  db: Database<LabelTables>,
  given: { project: Id<"project">; items: readonly Id<"item">[] },
): Promise<void> {
  await sql`select count(*) from unnest(${given.items}::text[]) as wanted (item) cross join lateral (
      select from task where project = ${given.project} and task.item = wanted.item limit 1 for no key update
    ) as found`.execute(db);
}

async function answeredBefore(
  db: Database<LabelTables>,
  given: { question: Id<"question">; items: readonly Id<"item">[] },
): Promise<Id<"item">[]> {
  const { rows } = await sql<{ item: Id<"item"> }>`
    select found.item from unnest(${given.items}::text[]) as wanted (item) cross join lateral (
      select item from consensus where question = ${given.question} and item = wanted.item limit 1
    ) as found`.execute(db);
  return rows.map((row) => row.item);
}

async function copyAnswers(given: Opened, brought: readonly Brought[]): Promise<void> {
  if (brought.length === 0) return;
  const { copy, project, question, author } = given;
  const now = given.now.toISOString();
  const answers = brought.map((one) => ({
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
