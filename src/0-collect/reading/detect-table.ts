import type { ImportOptions, Reject } from "../contract.ts";
import type { Line } from "./read-lines.ts";
import { type Dialect, type TableRow, tableReader, usedCells } from "./read-table.ts";

/** How a table is written, whether its first row names the columns, and those names. */
export interface FoundTable extends Dialect {
  readonly header: "yes" | "no";
  readonly columns: readonly string[];
  /** Names that stood there more than once, and what they are called now. */
  readonly renamed: readonly string[];
  /** Whether the first row was looked at, or somebody said what it is. */
  readonly headerBy: "rows" | "option";
}

type Wanted = Pick<ImportOptions, "delimiter" | "quote" | "header"> & { readonly asked: readonly string[] };

const candidates = [",", ";", "\t", "|"] as const;

/** Finds out how a table is written from its first lines; `usual` is the delimiter that its name promises. */
export function detectTable(sample: readonly Line[], given: { usual: string; wanted: Wanted }): FoundTable {
  const { wanted } = given;
  const isExport = given.usual === "," && /^id,text,label,split,key,how(,|\r?$)/.test(sample[0]?.text ?? "");
  if (isExport && !wanted.delimiter && !wanted.quote && wanted.header !== "no") return exportTable(sample);
  const delimiter = wanted.delimiter ? wantedDelimiter(wanted.delimiter) : bestDelimiter(sample, given);
  const quote = wanted.quote ?? (delimiter === "\t" ? quoteOfTabs(sample) : "double");
  const rows = rowsOf(sample, { delimiter, quote }).filter((row) => usedCells(row.cells) > 0);
  const first = rows[0]?.cells ?? [];
  const header = wanted.header ?? headerOf(rows, wanted.asked);
  const named = header === "yes" ? namesOf(first) : { columns: first.map((_, at) => String(at + 1)), renamed: [] };
  return { delimiter, quote, header, ...named, headerBy: wanted.header ? "option" : "rows" };
}

/** An export of this program: its names stand as they are. */
function exportTable(sample: readonly Line[]): FoundTable {
  const dialect = { delimiter: ",", quote: "double", marks: "trusted" } as const;
  const columns = rowsOf(sample, dialect)[0]?.cells ?? [];
  return { ...dialect, header: "yes", columns, renamed: [], headerBy: "option" };
}

const wantedDelimiter = (name: NonNullable<ImportOptions["delimiter"]>): string | undefined =>
  name === "none" ? undefined : name === "tab" ? "\t" : name;

const rowsOf = (sample: readonly Line[], dialect: Dialect): TableRow[] => readSample(sample, dialect).filter(isRow);

const isRow = (row: TableRow | Reject): row is TableRow => "cells" in row;

function readSample(sample: readonly Line[], dialect: Dialect): readonly (TableRow | Reject)[] {
  const first = firstRow(sample, dialect);
  const reader = tableReader(dialect, first && usedCells(first.cells));
  for (const line of sample) reader.push(line);
  reader.end();
  return reader.take();
}

function firstRow(sample: readonly Line[], dialect: Dialect): TableRow | undefined {
  const reader = tableReader(dialect, undefined);
  for (const line of sample) {
    reader.push(line);
    const first = reader.take().find(isRow);
    if (first) return first;
  }
  reader.end();
  return reader.take().find(isRow);
}

/** The delimiter by which the most rows have as many cells as the first, which has at least two. */
function bestDelimiter(
  sample: readonly Line[],
  { usual, wanted }: { usual: string; wanted: Wanted },
): string | undefined {
  let best: { delimiter: string | undefined; score: number } = { delimiter: usual, score: 0 };
  for (const delimiter of candidates) {
    const rows = rowsOf(sample, { delimiter, quote: wanted.quote ?? "double" });
    const [first, ...others] = rows.filter((row) => usedCells(row.cells) > 0);
    const width = first ? usedCells(first.cells) : 0;
    if (width < 2) continue;
    const fits = others.filter((row) => usedCells(row.cells) <= width && row.cells.length >= width).length;
    const names = wanted.asked.filter((name) => first?.cells.some((cell) => cell.trim() === name)).length;
    const share = others.length > 0 ? fits / others.length : 0.5;
    const score = share + names + (delimiter === usual ? 0.2 : 0) + Math.min(width, 20) / 1000;
    if (share >= 0.3 && score > best.score) best = { delimiter, score };
  }
  if (best.score > 0) return best.delimiter;
  // One column: where the usual delimiter stands in the rows all the same, it belongs to the texts.
  const rows = rowsOf(sample, { delimiter: usual, quote: "double" });
  return (rows[0]?.cells.length ?? 0) === 1 && rows.some((row) => usedCells(row.cells) > 1) ? undefined : usual;
}

const quotedCell = /(^|\t)"(?:[^"]|"")*"(?=\t|\r?$)/gm;

/**
 * Whether quotation marks mean anything where tabs are between the cells, which is rare: only where some cell is enclosed, each
 * that opens closes, the rows then fit the header, and no mark stands elsewhere.
 */
function quoteOfTabs(sample: readonly Line[]): Dialect["quote"] {
  const text = sample.map((line) => line.text).join("\n");
  if (!text.includes('"') || text.replace(quotedCell, "$1").includes('"')) return "none";
  const rows = readSample(sample, { delimiter: "\t", quote: "double" });
  const [first] = rows;
  const width = first && isRow(first) ? usedCells(first.cells) : 0;
  return rows.every((row) => isRow(row) && !row.quotes && usedCells(row.cells) <= width) ? "double" : "none";
}

const knownNames =
  /^(id|key|uid|uuid|text|message|messages|sentence|content|body|utterance|question|description|title|label|labels|category|class|intent|target|topic|tag|sentiment|split|review|comment|name|date|author|url)$/i;

const isNumber = (cell: string): boolean => /^-?\d+([.,]\d+)*%?$/.test(cell.trim());

/** Whether the first row names the columns: it does, unless it looks like the rows below it. */
function headerOf(rows: readonly TableRow[], asked: readonly string[]): "yes" | "no" {
  const first = (rows[0]?.cells ?? []).map((cell) => cell.trim());
  if (first.length === 0) return "yes";
  const byNumber = asked.length > 0 && asked.every((one) => /^\d{1,4}$/.test(one) && Number(one) <= first.length);
  if (byNumber && !asked.every((one) => first.includes(one))) return "no";
  if (asked.some((one) => first.includes(one)) || first.some((cell) => knownNames.test(cell))) return "yes";
  const below = rows.slice(1, 60);
  let evidence = 0;
  for (const [at, cell] of first.entries())
    evidence += columnEvidence(
      cell,
      below.map((row) => (row.cells[at] ?? "").trim()),
    );
  return evidence < 0 ? "no" : "yes";
}

/** Above zero where a cell looks like the name of the cells below it, below zero where it looks like one of them. */
function columnEvidence(cell: string, below: readonly string[]): number {
  const values = below.filter((one) => one !== "");
  if (cell === "" || values.length === 0) return 0;
  if (values.includes(cell)) return -2;
  const numbers = values.filter(isNumber).length / values.length;
  if (numbers > 0.9) return isNumber(cell) ? -2 : 2;
  const mean = values.reduce((sum, one) => sum + one.length, 0) / values.length;
  if (mean > 20 && cell.length < mean / 3) return 2;
  // Below a name stand long texts; a long cell over texts as long is one of them.
  return mean > 20 && cell.length > mean / 2 ? -1 : 0;
}

function namesOf(first: readonly string[]): { columns: readonly string[]; renamed: readonly string[] } {
  const columns: string[] = [];
  const renamed: string[] = [];
  for (const [at, cell] of first.slice(0, Math.max(usedCells(first), 1)).entries()) {
    const name = cell.trim() || `column ${at + 1}`;
    const own = columns.includes(name) ? `${name} (${at + 1})` : name;
    if (own !== name) renamed.push(own);
    columns.push(own);
  }
  return { columns, renamed };
}
