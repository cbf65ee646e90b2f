import { sql } from "kysely";
import { type CollectTables, caselessLabel, type ImportTransaction, type TakenRow } from "#collect";
import { type Id, newId } from "#ids";
import type { CopyRows, Database, World } from "#world";
import { type Replacing, settleDiffering } from "../annotations/replace-answers.ts";
import { readSettings } from "../questions/create-project.ts";
import { type MetLabels, meetLabels } from "../questions/meet-labels.ts";
import { namedBy } from "../questions/merged-labels.ts";
import { readQuestion } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { copyTasks, makeTasks } from "../tasks/make-tasks.ts";
import { partOf, type StockPart } from "../tasks/stock-tasks.ts";
import { takeTurns } from "../tasks/take-turn.ts";

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
  readonly labels: MetLabels;
  readonly replacing: Replacing;
};

/** Takes the labels of an import: of its rows as they come, and at the end those of items that were here before. */
export interface LabelImport {
  rows(rows: readonly TakenRow[]): Promise<void>;
  /** Gives how many items got their label from the file. */
  end(): Promise<number>;
  /** The parts of the project that its rows are for. */
  parts(): readonly StockPart[];
}

/**
 * Opens what takes the rows of an import in its transaction: makes the labels that are new (at once), an answer and a consensus for
 * every labelled row whose item has none yet (the first row of the file that names it), and their tasks. Nobody else sees the
 * items that are new; the others people may be labelling, so their answers wait for the end, and keep nobody waiting till then.
 */
export async function openLabelImport(
  { copy, findings, options, askedBy, ...taking }: ImportTransaction,
  given: Answering & { readonly world: Pick<World<LabelTables>, "db">; readonly import: Id<"import"> },
): Promise<LabelImport> {
  const db = taking.db as unknown as Database<LabelTables & CollectTables>;
  const question = (await readQuestion({ db }, given.project)).id;
  const labels = meetLabels(given.world, { db, question, import: given.import });
  const replacing = { labels: options.labels, askedBy, findings } as const;
  const opened = { ...given, db, copy, question, labels, replacing };
  const { auditShare } = await readSettings({ db: taking.db }, given.project);
  const later = waitingAnswers(opened);
  const parts = new Set<StockPart>();
  let labelled = 0;
  return {
    async rows(rows) {
      for (const { split } of rows) parts.add(partOf(split));
      const { first, differing } = firstLabels(rows);
      await labels.meet(new Set(first.map((row) => row.label)));
      for (const { line, earlier, later } of differing)
        if (labels.idOf(earlier) !== labels.idOf(later))
          findings.note("labels in conflict", line, `"${earlier}" and "${later}"`);
      const bring = ({ item, line, label }: LabelledRow) => ({ item, line, label: labels.idOf(label) });
      const fresh = first.filter((row) => row.added === "now");
      labelled += fresh.length;
      await copyAnswers(opened, fresh.map(bring));
      const tasked = fresh.map(({ item, split }) => ({ item, split, answered: given.now }));
      await copyTasks({ copy, project: given.project, auditShare }, tasked);
      await later.add(first.filter((row) => row.added === "before").map(bring));
    },
    async end() {
      const answered = await later.answer();
      await labels.bringBack();
      await noteAlike(labels, findings);
      return labelled + answered;
    },
    parts: () => [...parts],
  };
}

type LabelledRow = TakenRow & { readonly label: string };

/** A row that names another label than an earlier one of its item; one of the two may have been merged into the other. */
interface Differing {
  readonly line: number;
  readonly earlier: string;
  readonly later: string;
}

/** The first labelled row of each item; where it became the item without a label, a later one of the same batch. */
function firstLabels(rows: readonly TakenRow[]): { first: LabelledRow[]; differing: Differing[] } {
  const first = new Map<Id<"item">, LabelledRow>();
  const differing: Differing[] = [];
  const fresh = new Set<Id<"item">>();
  for (const row of rows) {
    if (row.added === "now") fresh.add(row.item);
    if (row.label === undefined) continue;
    const known = first.get(row.item);
    if (!known) first.set(row.item, { ...row, label: row.label, added: fresh.has(row.item) ? "now" : "before" });
    else if (known.label !== row.label) differing.push({ line: row.line, earlier: known.label, later: row.label });
  }
  return { first: [...first.values()], differing };
}

/** Points out those labels of the file that differ from another by case only. */
async function noteAlike(labels: MetLabels, findings: ImportTransaction["findings"]): Promise<void> {
  const alike = new Map<string, string[]>();
  for (const name of await labels.all()) {
    const form = caselessLabel(name);
    alike.set(form, [...(alike.get(form) ?? []), name]);
  }
  const told = [...alike.values()].filter((names) => names.length > 1 && names.some((name) => labels.isMet(name)));
  if (told.length === 0) return;
  const list = told.slice(0, 8).map((names) => names.map((name) => `"${name}"`).join(" and "));
  findings.note("labels alike", undefined, `${list.join("; ")}${told.length > 8 ? "; …" : ""}`);
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
      await noteConflicts(given);
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

/** Notes rows that give an item another label than an earlier row of the file did. */
async function noteConflicts({ db, replacing, labels }: Opened): Promise<void> {
  const { rows } = await sql<{ count: string; lines: number[] | null; one: Id<"label">; other: Id<"label"> }>`
    select count(*), (array_agg(line order by line))[1:10] as lines,
      (array_agg(earliest order by line))[1] as one, (array_agg(label order by line))[1] as other
    from (select line, label, first_value(label) over (partition by item order by line) as earliest from waiting_answer)
      as named where label <> earliest`.execute(db);
  const [found] = rows;
  if (!found?.lines) return;
  const about = `"${labels.nameOf(found.one)}" and "${labels.nameOf(found.other)}"`;
  replacing.findings.noteMany("labels in conflict", { count: Number(found.count), lines: found.lines, about });
}

/** Answers those items that have no answer yet; their turns are taken before the answers are read. */
async function answerUnanswered(given: Opened, brought: readonly Brought[]): Promise<number> {
  const { db, project, question } = given;
  const items = brought.map((one) => one.item);
  await makeTasks(db, { project, items });
  await takeTurns(db, { project, items });
  const before = new Map((await answeredBefore(db, { question, items, now: given.now })).map((row) => [row.item, row]));
  const unanswered = brought.filter((one) => !before.has(one.item));
  await copyAnswers(given, unanswered);
  await closeTasks(db, { ...given, items: unanswered.map((one) => one.item) });
  const differing = brought.flatMap((one) => {
    const standing = before.get(one.item);
    return standing && standing.label !== one.label ? [{ ...one, ...standing, brought: one.label }] : [];
  });
  return unanswered.length + (await settleDiffering(given, differing));
}

interface Answered {
  readonly item: Id<"item">;
  readonly label: Id<"label"> | null;
  /** Whether an earlier row of this file gave it. */
  readonly isOurs: boolean;
}

/** Which items have an answer that counts. */
async function answeredBefore(
  db: Database<LabelTables>,
  given: { question: Id<"question">; items: readonly Id<"item">[]; now: Date },
): Promise<Answered[]> {
  const { rows } = await sql<Answered>`
    select found.item, found.label, found."isOurs" from unnest(${given.items}::text[]) as wanted (item) cross join lateral (
      select item, coalesce(named.merged_into, ${namedBy("value")}) as label, how in ('imported', 'sample') and updated_at = ${given.now} as "isOurs"
      from consensus left join label as named on named.id = ${namedBy("value")}
      where consensus.question = ${given.question} and item = wanted.item limit 1
    ) as found`.execute(db);
  return rows;
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
