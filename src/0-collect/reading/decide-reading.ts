import { Failure } from "#failure";
import { breather } from "#platform/threads";
import type { Format, ImportOptions } from "../contract.ts";
import { detectEncoding, type FoundEncoding } from "./detect-encoding.ts";
import { detectTable, type FoundTable } from "./detect-table.ts";
import { type GuessedColumns, guessColumns } from "./guess-columns.ts";
import { liftRecord } from "./lift-record.ts";
import type { OpenBytes } from "./open-bytes.ts";
import { parseJson } from "./parse-json.ts";
import { decoded, type Line, linesOf, withoutReturn } from "./read-lines.ts";
import { tableReader, usedCells } from "./read-table.ts";
import { jsonSplitter } from "./split-json.ts";

/** A few cells by the names of their columns. */
type SampleRow = Readonly<Record<string, string>>;

/** How a source is read, decided by looking at it, and by what somebody said about it. */
export interface Reading {
  readonly format: Exclude<Format, "folder">;
  readonly encoding: FoundEncoding;
  readonly table: FoundTable | undefined;
  readonly lineEnd: "\n" | "\r";
  /** Whether every line begins with `__label__x`. */
  readonly lineLabels: "yes" | "no";
  readonly columns: readonly string[];
  /** Whether the rows that were looked at are all there are, so that no other column can come. */
  readonly sample: "all" | "some";
  readonly rows: readonly SampleRow[];
  readonly guess: GuessedColumns & { readonly key: string | undefined; readonly split: string | undefined };
  /** An export of this program, whose columns are known. */
  readonly origin: "export" | "other";
}

type Wanted = Pick<
  ImportOptions,
  "text" | "label" | "key" | "splitColumn" | "encoding" | "delimiter" | "quote" | "header"
>;

const headCharacters = 256 * 1024;
// A first row may be as long as this, and is needed whole.
const mostHeadCharacters = 4 * 1024 * 1024;
const sampleRows = 100;
const headLines = 5;
const pieceCharacters = 16 * 1024;

/** Decides how a source is read: encoding, delimiter, quotation marks, header and columns. */
export async function decideReading(
  open: OpenBytes,
  given: { format: Exclude<Format, "folder">; wanted: Wanted },
): Promise<Reading> {
  const { wanted } = given;
  const encoding = await detectEncoding(open, wanted.encoding);
  const { text, sample } = await headText(open, encoding);
  if (text.trim() === "") throw new Failure("invalid", "The file is empty.", { field: "file" });
  const lineEnd = /\n/.test(text) || !text.includes("\r") ? "\n" : "\r";
  const about = { encoding, sample, lineEnd, lineLabels: "no", table: undefined } as const;
  if (given.format === "json" || given.format === "jsonl")
    return { ...about, ...(await recordsIn(text, { ...given, sample })), format: given.format };
  const lines = await linesIn(text, { lineEnd, sample });
  const asked = [wanted.text, wanted.label, wanted.key, wanted.splitColumn].flatMap((one) => one || []);
  const isTable = given.format !== "txt" || wanted.delimiter !== undefined || isTabbed(lines);
  if (!isTable) return { ...about, format: "txt", ...plainText(lines) };
  const usual = given.format === "csv" ? "," : "\t";
  const table = detectTable(lines, { usual, wanted: { ...wanted, asked } });
  const rows = tableRows(lines, table);
  const format = given.format === "txt" ? "tsv" : given.format;
  return { ...about, format, table, ...columnsOf(table.columns, rows) };
}

async function headText(
  open: OpenBytes,
  { encoding }: FoundEncoding,
): Promise<{ text: string; sample: Reading["sample"] }> {
  let [text, lines] = ["", 0];
  for await (const decodedPart of decoded(await open(), encoding)) {
    if (text.length >= mostHeadCharacters) return { text, sample: "some" };
    if (text.length >= headCharacters && lines >= headLines) return { text, sample: "some" };
    const part = text === "" ? decodedPart.replace(/^[\r\n]+/, "") : decodedPart;
    if (lines < headLines) lines += part.split(/[\r\n]/, headLines + 1).length - 1;
    text += part;
  }
  return { text, sample: "all" };
}

/** The first lines, without one that may be cut off. */
async function linesIn(text: string, given: Pick<Reading, "lineEnd" | "sample">): Promise<Line[]> {
  const lines: Line[] = [];
  async function* once() {
    yield text;
  }
  for await (const some of linesOf(once(), given.lineEnd)) lines.push(...some);
  if (given.sample === "some" && lines.length > 1) lines.pop();
  // Empty lines further down stay: one may stand inside a quoted cell.
  const first = lines.findIndex((line) => line.text.trim() !== "");
  return first < 0 ? [] : lines.slice(first, first + sampleRows * 4);
}

/** Whether lines of a plain text are rows of a table: all have as many tabs, and at least one. */
function isTabbed(lines: readonly Line[]): boolean {
  const counts = lines.filter((line) => line.text.trim() !== "").map((line) => line.text.split("\t").length);
  return counts.length > 1 && (counts[0] ?? 0) > 1 && counts.every((count) => count === counts[0]);
}

const lineLabel = /^(__label__\S+\s+)+\S/;

function plainText(lines: readonly Line[]): Pick<Reading, "lineLabels" | "columns" | "rows" | "guess" | "origin"> {
  const texts = lines.map((line) => withoutReturn(line.text)).filter((text) => text.trim() !== "");
  const isLabelled = texts.length > 0 && texts.every((text) => lineLabel.test(text));
  const guess = { text: "text", label: isLabelled ? "label" : undefined, key: undefined, split: undefined };
  const rows = texts.slice(0, sampleRows).map((text) => (isLabelled ? labelledLine(text) : { text }));
  const columns = isLabelled ? ["text", "label"] : ["text"];
  return { lineLabels: isLabelled ? "yes" : "no", columns, rows: rows.map(shown), guess, origin: "other" };
}

/** A line that begins with `__label__x`: its labels and the rest. */
export function labelledLine(line: string): { text: string; label: string[] } {
  const label: string[] = [];
  let rest = line;
  for (let found = /^__label__(\S+)\s*/.exec(rest); found; found = /^__label__(\S+)\s*/.exec(rest)) {
    label.push(found[1] ?? "");
    rest = rest.slice(found[0].length);
  }
  return { text: rest, label };
}

function tableRows(lines: readonly Line[], table: FoundTable): SampleRow[] {
  const reader = tableReader(table, table.columns.length);
  for (const line of lines) reader.push(line);
  reader.end();
  const rows = reader.take().flatMap((row) => ("cells" in row && usedCells(row.cells) > 0 ? [row.cells] : []));
  const data = table.header === "yes" ? rows.slice(1) : rows;
  return data
    .slice(0, sampleRows)
    .map((cells) => shown(Object.fromEntries(table.columns.map((name, at) => [name, cells[at] ?? ""]))));
}

async function recordsIn(
  text: string,
  { format, sample }: { format: Format; sample: Reading["sample"] },
): Promise<Pick<Reading, "columns" | "rows" | "guess" | "origin">> {
  const texts =
    format === "json"
      ? await valuesIn(text, sample)
      : (await linesIn(text, { lineEnd: "\n", sample })).map((line) => line.text);
  const breathe = breather();
  const records: Readonly<Record<string, unknown>>[] = [];
  for (const one of texts.slice(0, sampleRows)) {
    const record = liftRecord(parseJson(one)?.value)?.record;
    if (record) records.push(record);
    await breathe();
  }
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return columnsOf(columns, records.map(shown));
}

/** The first values of a JSON text; one that is there whole is read to its end, which tells whether it has one. */
async function valuesIn(text: string, sample: Reading["sample"]): Promise<string[]> {
  const splitter = jsonSplitter();
  const breathe = breather();
  const values: string[] = [];
  for (let at = 0; at < text.length; at += pieceCharacters) {
    if (sample === "some" && values.length >= sampleRows) return values;
    for (const value of splitter.push(text.slice(at, at + pieceCharacters))) values.push(value.text);
    await breathe();
  }
  if (sample === "all") for (const value of splitter.end()) values.push(value.text);
  return values;
}

const splitNames = new Set(["train", "validation", "test"]);

function columnsOf(
  columns: readonly string[],
  rows: readonly SampleRow[],
): Pick<Reading, "columns" | "rows" | "guess" | "origin"> {
  const valuesOf = (column: string) => rows.map((row) => row[column] ?? "").filter((value) => value !== "");
  const isExport =
    columns.includes("id") &&
    (columns.includes("text") || columns.includes("file")) &&
    rows.length > 0 &&
    rows.every((row) => /^item_[0-9a-f]{20,}$/.test(row.id ?? ""));
  const splits = columns.includes("split") ? valuesOf("split") : [];
  const split = (isExport || splits.length > 0) && splits.every((value) => splitNames.has(value)) ? "split" : undefined;
  const hasSplit = columns.includes("split") ? split : undefined;
  const key = isExport && columns.includes("key") && valuesOf("key").length > 0 ? "key" : undefined;
  const taken = [hasSplit, key, ...(isExport ? ["id", "how"] : [])].filter((one) => one !== undefined);
  const guess = isExport
    ? { text: "text", label: columns.includes("label") ? "label" : undefined }
    : guessColumns(columns, rows, taken);
  return { columns, rows, guess: { ...guess, key, split: hasSplit }, origin: isExport ? "export" : "other" };
}

/** Cells as they are shown; without a prototype, so that a column may have any name. */
function shown(record: Readonly<Record<string, unknown>>): SampleRow {
  const row = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(record))
    row[name] = (typeof value === "string" ? value : value === null ? "" : (JSON.stringify(value) ?? "")).slice(0, 500);
  return row;
}
