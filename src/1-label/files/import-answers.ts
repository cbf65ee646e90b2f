import { sql } from "kysely";
import { type CollectTables, caselessLabel, type ImportTransaction, type TakenRow } from "#collect";
import { type Id, newId } from "#ids";
import type { CopyRows, Database } from "#world";
import { type Replacing, settleDiffering } from "../annotations/replace-answers.ts";
import { namedBy } from "../questions/merged-labels.ts";
import type { MetAnswers } from "../questions/met-answers.ts";
import type { LabelTables } from "../tables.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { takeTurns } from "../tasks/take-turn.ts";

/** Who an imported answer is from. */
interface ImportAuthor {
  readonly kind: "import" | "sample";
  readonly how: "imported" | "sample";
  readonly id: string;
}

/** Where an import answers, for whom and when. */
export interface Answering {
  readonly project: Id<"project">;
  readonly author: ImportAuthor;
  readonly now: Date;
}

/** What the answers to one question are taken with. */
export type QuestionImport = Answering & {
  readonly db: Database<LabelTables & CollectTables>;
  readonly copy: CopyRows;
  readonly question: Id<"question">;
  /** What a row says to the question. */
  readonly said: (row: TakenRow) => string | undefined;
  readonly labels: MetAnswers;
  readonly replacing: Replacing;
  /** A table of the transaction's own, for answers to items that were here before. */
  readonly waiting: string;
};

/** Takes the answers of an import to one question. */
export interface AnswerImport {
  /** Takes those of some rows: at once of items that are new, which are given back, later of the others. */
  rows(rows: readonly TakenRow[]): Promise<ReadonlySet<Id<"item">>>;
  /** Whether some row answered the question. */
  isMet(): boolean;
  /** Takes those that waited; gives of how many items. */
  answer(): Promise<number>;
  /** Brings back what was met and had been retired, once all is answered: from here on its labels are locked. */
  end(): Promise<void>;
}

/** An answer that a file brings. */
interface Brought {
  readonly item: Id<"item">;
  readonly key: string;
  readonly line: number;
}

/**
 * Opens what takes the answers of an import to one question: the first row of the file that answers it about an item counts.
 * Nobody else sees the items that are new; the others people may be labelling, so their answers wait for the end, and keep nobody
 * waiting till then.
 */
export function openAnswerImport(given: QuestionImport): AnswerImport {
  const { labels, said, replacing } = given;
  const { findings } = replacing;
  const later = waitingAnswers(given);
  let isMet = false;
  return {
    isMet: () => isMet,
    async rows(rows) {
      const { first, differing } = firstAnswers(rows, (row) => {
        const text = said(row);
        if (text === undefined || labels.mayBe(text)) return text;
        findings.note("rating not readable", row.line, `"${text.slice(0, 60)}"`);
        return undefined;
      });
      await labels.meet(new Set(first.map((row) => row.said)));
      for (const { line, earlier, later } of differing)
        if (labels.keyOf(earlier) !== labels.keyOf(later))
          findings.note("labels in conflict", line, `"${earlier}" and "${later}"`);
      const brought = first.flatMap((row) => {
        const key = labels.keyOf(row.said);
        return key === undefined ? [] : [{ item: row.item, line: row.line, key, added: row.added }];
      });
      isMet ||= brought.length > 0;
      const fresh = brought.filter((row) => row.added === "now");
      await copyAnswers(given, fresh);
      await later.add(brought.filter((row) => row.added === "before"));
      return new Set(fresh.map((row) => row.item));
    },
    answer: () => later.answer(),
    async end() {
      await labels.bringBack();
      await noteAlike(labels, findings);
    },
  };
}

type SayingRow = TakenRow & { readonly said: string };

/** A row that says something else than an earlier one of its item; it may mean the same. */
interface Differing {
  readonly line: number;
  readonly earlier: string;
  readonly later: string;
}

/** The first row of each item that answers; where it became the item without an answer, a later one of the same batch. */
function firstAnswers(
  rows: readonly TakenRow[],
  saidBy: QuestionImport["said"],
): { first: SayingRow[]; differing: Differing[] } {
  const first = new Map<Id<"item">, SayingRow>();
  const differing: Differing[] = [];
  const fresh = new Set<Id<"item">>();
  for (const row of rows) {
    if (row.added === "now") fresh.add(row.item);
    const said = saidBy(row);
    if (said === undefined) continue;
    const known = first.get(row.item);
    if (!known) first.set(row.item, { ...row, said, added: fresh.has(row.item) ? "now" : "before" });
    else if (known.said !== said) differing.push({ line: row.line, earlier: known.said, later: said });
  }
  return { first: [...first.values()], differing };
}

/** Points out those labels of the file that differ from another by case only. */
async function noteAlike(labels: MetAnswers, findings: ImportTransaction["findings"]): Promise<void> {
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
function waitingAnswers(given: QuestionImport) {
  const { db, copy } = given;
  const table = sql.table(given.waiting);
  let kept: "none" | "some" = "none";
  return {
    async add(brought: readonly Brought[]): Promise<void> {
      if (brought.length === 0) return;
      if (kept === "none")
        await sql`create temporary table ${table} (item id, key text, line integer) on commit drop`.execute(db);
      kept = "some";
      const rows = brought.map((one) => [one.item, one.key, one.line]);
      await copy(given.waiting, ["item", "key", "line"], rows);
    },
    async answer(): Promise<number> {
      if (kept === "none") return 0;
      await sql`create index on ${table} (item, line)`.execute(db);
      await sql`analyze ${table}`.execute(db);
      await noteConflicts(given);
      let [answered, after] = [0, ""];
      for (;;) {
        const { rows } = await sql<Brought>`
          select distinct on (item) item, key, line from ${table} where item > ${after}
          order by item, line limit ${portion}`.execute(db);
        if (rows.length > 0) answered += await answerUnanswered(given, rows);
        if (rows.length < portion) return answered;
        after = rows.at(-1)?.item ?? "";
      }
    },
  };
}

/** Notes rows that answer otherwise than an earlier row of the file did. */
async function noteConflicts({ db, replacing, labels, waiting }: QuestionImport): Promise<void> {
  const { rows } = await sql<{ count: string; lines: number[] | null; one: string; other: string }>`
    select count(*), (array_agg(line order by line))[1:10] as lines,
      (array_agg(earliest order by line))[1] as one, (array_agg(key order by line))[1] as other
    from (select line, key, first_value(key) over (partition by item order by line) as earliest from ${sql.table(waiting)})
      as named where key <> earliest`.execute(db);
  const [found] = rows;
  if (!found?.lines) return;
  const about = `"${labels.nameOf(found.one)}" and "${labels.nameOf(found.other)}"`;
  replacing.findings.noteMany("labels in conflict", { count: Number(found.count), lines: found.lines, about });
}

/** Answers those items that have no answer yet; their turns are taken before the answers are read. */
async function answerUnanswered(given: QuestionImport, brought: readonly Brought[]): Promise<number> {
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
    return standing && standing.label !== one.key ? [{ ...one, ...standing, brought: one.key }] : [];
  });
  return unanswered.length + (await settleDiffering(given, differing));
}

interface Answered {
  readonly item: Id<"item">;
  /** The key of the answer that counts. */
  readonly label: string | null;
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

async function copyAnswers(given: QuestionImport, brought: readonly Brought[]): Promise<void> {
  if (brought.length === 0) return;
  const { copy, project, question, author } = given;
  const now = given.now.toISOString();
  const answers = brought.map((one) => ({
    ...one,
    id: newId("annotation"),
    value: JSON.stringify(given.labels.valueOf(one.key)),
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

/** Closes the open tasks of items that were here before and lack no answer any more. */
async function closeTasks(
  db: Database<LabelTables>,
  given: { project: Id<"project">; items: readonly Id<"item">[]; now: Date },
): Promise<void> {
  await sql`update task set state = 'done', given = 1, done_at = ${given.now}, held_until = null, held_by = null
    from unnest(${given.items}::text[]) as labelled (item)
    where task.project = ${given.project} and task.item = labelled.item and task.state <> 'done'
      and not exists (select from question where question.project = task.project and question.required
        and not exists (select from consensus where consensus.question = question.id and consensus.item = task.item))`.execute(
    db,
  );
}
