import { sql } from "kysely";
import { keyOf } from "#answers";
import type { AnswerValue } from "#answers/contract";
import { answerColumn, type CollectTables, datasetOf, fieldText, parseJson, sideName } from "#collect";
import type { Split } from "#collect/contract";
import type { Id } from "#ids";
import type { World } from "#world";
import type { ItemFile } from "../contract.ts";
import { itemFileOf } from "../items/item-content.ts";
import { readMerged } from "../questions/merged-labels.ts";
import { labelNames, type Question, readQuestions } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db">;

const pageRows = 2000;
const pageBytes = 2 * 1024 * 1024;

interface Wanted {
  readonly project: Id<"project">;
  readonly format: "csv" | "jsonl";
  readonly only: "labelled" | "all";
  readonly split: Split | undefined;
  readonly reader: "programs" | "spreadsheet";
}

/**
 * The items of a project with their labels as a file that an import takes back as it was, one page of at most 2 MB after the
 * other, so that a million take no memory.
 */
export async function* exportLabels(world: Seen, wanted: Wanted): AsyncGenerator<Uint8Array> {
  const questions = await readQuestions(world, wanted.project);
  const dataset = await datasetOf(world, wanted.project);
  const names = await labelNames(world, wanted.project);
  const merged = await readMerged(world, wanted.project);
  const hasFiles = wanted.format === "csv" && (await holdsFiles(world, dataset));
  const encoder = new TextEncoder();
  const columns = wanted.format === "csv" ? await sideColumns(world, dataset) : [];
  const cell = wanted.reader === "spreadsheet" ? guardedCell : csvCell;
  // Where there are several, each is named, the first too: a file may come back to a project that asks in another order.
  const named = questions.length > 1 ? questions.map((one) => one.name) : [];
  if (wanted.format === "csv") {
    const own = [
      "id",
      "text",
      "label",
      "split",
      "key",
      "how",
      ...(hasFiles ? ["file"] : []),
      ...named.map(answerColumn),
    ];
    const header = [...own, ...columns.map(sideName)].map(csvCell).join(",");
    yield encoder.encode(`${wanted.reader === "spreadsheet" ? "\ufeff" : ""}${header}\r\n`);
  }
  /** What an answer is called in a file: the name of the label, or the level. */
  const said = (value: AnswerValue | null): Said => {
    if (value === null) return undefined;
    return "rating" in value ? value.rating : names.get(merged.now(keyOf(value) ?? ""));
  };
  let after = "" as Id<"item">;
  for (;;) {
    const rows = await page(world, { ...wanted, questions, dataset, after });
    if (rows.length === 0) return;
    const lines = rows.map((row) => {
      const all = row.values.map(said);
      const [label, answers] = [all[0], named.length > 0 ? all : []];
      return wanted.format === "csv"
        ? csvLine(row, { label, answers, hasFiles, columns, cell })
        : jsonLine(row, { label, answers, named });
    });
    yield encoder.encode(lines.join(""));
    after = rows.at(-1)?.id ?? after;
  }
}

type Said = string | number | undefined;

interface Row {
  readonly id: Id<"item">;
  readonly text: string | null;
  readonly file: ItemFile | null;
  readonly key: string | null;
  readonly split: Split | null;
  /** As text, because its numbers may have more digits than JavaScript keeps. */
  readonly fields: string | null;
  /** What counts of each question, in their order. */
  readonly values: readonly (AnswerValue | null)[];
  readonly how: string | null;
}

/** Whether some item is a file, whose name then stands in a column of its own. */
async function holdsFiles(world: Seen, dataset: Id<"dataset">): Promise<boolean> {
  const { rows } = await sql`select from item where dataset = ${dataset} and blob is not null limit 1`.execute(
    world.db,
  );
  return rows.length > 0;
}

/** The names of all side columns, in the order of their bytes. */
async function sideColumns(world: Seen, dataset: Id<"dataset">): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct field.name collate "C" as name from item, jsonb_object_keys(item.fields) as field (name)
    where item.dataset = ${dataset} and jsonb_typeof(item.fields) = 'object' order by 1`.execute(world.db);
  return rows.map((row) => row.name);
}

/** The next rows, as many as have 2 MB together, and at least one. */
async function page(
  world: Seen,
  given: Wanted & { questions: readonly Question[]; dataset: Id<"dataset">; after: Id<"item"> },
): Promise<Row[]> {
  const answers = given.questions.map((_, at) => `answer_${at}`);
  const joined = sql.join(
    given.questions.map(({ id }, at) => {
      const answer = sql.table(`answer_${at}`);
      return sql`left join consensus as ${answer} on ${answer}.item = item.id and ${answer}.question = ${id}`;
    }),
    sql` `,
  );
  const some = sql.join(
    answers.map((name) => sql`${sql.ref(`${name}.item`)} is not null`),
    sql` or `,
  );
  const values = sql.join(answers.map((name) => sql.ref(`${name}.value`)));
  const isLabelled = given.only === "labelled" ? sql`and (${some})` : sql``;
  const isOfSplit = given.split ? sql`and item.split = ${given.split}` : sql``;
  const { rows } = await sql<Row>`
    with next as (
      select item.id, item.text, ${itemFileOf} as file, item.key, item.split, item.fields, jsonb_build_array(${values}) as values, answer_0.how,
        coalesce(octet_length(item.text), 0) + coalesce(pg_column_size(item.fields), 0) as bytes
      from item ${joined}
      where item.dataset = ${given.dataset} and item.id > ${given.after} ${isLabelled} ${isOfSplit}
      order by item.id limit ${pageRows}
    ), sized as (select *, sum(bytes) over (order by id) - bytes as before from next)
    select id, text, file, key, split, fields::text as fields, values, how from sized
    where before < ${pageBytes} order by id`.execute(world.db);
  return rows;
}

function jsonLine(
  { id, text, file, split, key, how, fields }: Row,
  said: { label: Said; answers: readonly Said[]; named: readonly string[] },
): string {
  const answers = said.named.flatMap((name, at) => (said.answers[at] === undefined ? [] : [[name, said.answers[at]]]));
  const line = JSON.stringify({
    id,
    text: text ?? undefined,
    file: file ?? undefined,
    label: said.label,
    split: split ?? undefined,
    key: key ?? undefined,
    how: how ?? undefined,
    answers: answers.length > 0 ? Object.fromEntries(answers) : undefined,
  });
  return fields === null ? `${line}\n` : `${line.slice(0, -1)},"fields":${fields}}\n`;
}

function csvLine(
  row: Row,
  as: {
    label: Said;
    answers: readonly Said[];
    hasFiles: boolean;
    columns: readonly string[];
    cell: (value: string) => string;
  },
): string {
  const { id, split, key, how } = row;
  const text = row.text ?? "";
  const file = as.hasFiles ? [row.file?.name ?? ""] : [];
  const answers = as.answers.map((one) => String(one ?? ""));
  const fields = (row.fields === null ? {} : parseJson(row.fields)?.value) as Record<string, unknown>;
  const side = as.columns.map((name) => (Object.hasOwn(fields, name) ? fieldText(fields[name]) : ""));
  return `${[id, text, String(as.label ?? ""), split ?? "", key ?? "", how ?? "", ...file, ...answers, ...side].map(as.cell).join(",")}\r\n`;
}

/** A cell as RFC 4180 has it: quoted where needed, so that the file reads back as it was. */
const csvCell = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** A cell that no spreadsheet runs: an apostrophe stands before what begins like a formula, and before more of them. */
const guardedCell = (value: string): string => csvCell(/^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value);
