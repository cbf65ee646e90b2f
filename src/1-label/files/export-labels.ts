import { sql } from "kysely";
import { type CollectTables, datasetOf, fieldText, parseJson, sideName } from "#collect";
import type { Split } from "#collect/contract";
import type { Id } from "#ids";
import type { World } from "#world";
import { namedBy, readMerged } from "../questions/merged-labels.ts";
import { labelNames, readQuestion } from "../questions/read-labels.ts";
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
  const question = (await readQuestion(world, wanted.project)).id;
  const dataset = await datasetOf(world, wanted.project);
  const names = await labelNames(world, wanted.project);
  const merged = await readMerged(world, wanted.project);
  const encoder = new TextEncoder();
  const columns = wanted.format === "csv" ? await sideColumns(world, dataset) : [];
  const cell = wanted.reader === "spreadsheet" ? guardedCell : csvCell;
  if (wanted.format === "csv") {
    const header = ["id", "text", "label", "split", "key", "how", ...columns.map(sideName)].map(csvCell).join(",");
    yield encoder.encode(`${wanted.reader === "spreadsheet" ? "\ufeff" : ""}${header}\r\n`);
  }
  let after = "" as Id<"item">;
  for (;;) {
    const rows = await page(world, { ...wanted, question, dataset, after });
    if (rows.length === 0) return;
    const labelOf = (row: Row) => names.get(merged.now(row.label ?? ""));
    const lines = rows.map((row) =>
      wanted.format === "csv" ? csvLine(row, { label: labelOf(row), columns, cell }) : jsonLine(row, labelOf(row)),
    );
    yield encoder.encode(lines.join(""));
    after = rows.at(-1)?.id ?? after;
  }
}

interface Row {
  readonly id: Id<"item">;
  readonly text: string;
  readonly key: string | null;
  readonly split: Split | null;
  /** As text, because its numbers may have more digits than JavaScript keeps. */
  readonly fields: string | null;
  readonly label: string | null;
  readonly how: string | null;
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
  given: Wanted & { question: Id<"question">; dataset: Id<"dataset">; after: Id<"item"> },
): Promise<Row[]> {
  const isLabelled = given.only === "labelled" ? sql`and consensus.item is not null` : sql``;
  const isOfSplit = given.split ? sql`and item.split = ${given.split}` : sql``;
  const { rows } = await sql<Row>`
    with next as (
      select item.id, item.text, item.key, item.split, item.fields, ${namedBy("consensus.value")} as label, consensus.how,
        octet_length(item.text) + coalesce(pg_column_size(item.fields), 0) as bytes
      from item left join consensus on consensus.item = item.id and consensus.question = ${given.question}
      where item.dataset = ${given.dataset} and item.id > ${given.after} ${isLabelled} ${isOfSplit}
      order by item.id limit ${pageRows}
    ), sized as (select *, sum(bytes) over (order by id) - bytes as before from next)
    select id, text, key, split, fields::text as fields, label, how from sized
    where before < ${pageBytes} order by id`.execute(world.db);
  return rows;
}

function jsonLine({ id, text, split, key, how, fields }: Row, label: string | undefined): string {
  const line = JSON.stringify({
    id,
    text,
    label,
    split: split ?? undefined,
    key: key ?? undefined,
    how: how ?? undefined,
  });
  return fields === null ? `${line}\n` : `${line.slice(0, -1)},"fields":${fields}}\n`;
}

function csvLine(
  row: Row,
  as: { label: string | undefined; columns: readonly string[]; cell: (value: string) => string },
): string {
  const { id, text, split, key, how } = row;
  const fields = (row.fields === null ? {} : parseJson(row.fields)?.value) as Record<string, unknown>;
  const side = as.columns.map((name) => (Object.hasOwn(fields, name) ? fieldText(fields[name]) : ""));
  return `${[id, text, as.label ?? "", split ?? "", key ?? "", how ?? "", ...side].map(as.cell).join(",")}\r\n`;
}

/** A cell as RFC 4180 has it: quoted where needed, so that the file reads back as it was. */
const csvCell = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** A cell that no spreadsheet runs: an apostrophe stands before what begins like a formula, and before more of them. */
const guardedCell = (value: string): string => csvCell(/^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value);
