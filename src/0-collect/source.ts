import { Failure } from "#failure";
import { storable } from "#platform/database";
import type { ImportOptions, Reject } from "./contract.ts";

/** The most characters that one row, line or document may have. */
export const rowLimit = 1024 * 1024;

/** One row of a source: its text, and beside it what else it brings. */
export interface SourceRow {
  readonly line: number;
  readonly text: string;
  readonly label: string | undefined;
  readonly key: string | undefined;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** A batch of what was read: good rows, and rows that could not be taken. */
export interface Batch {
  readonly rows: readonly SourceRow[];
  readonly rejects: readonly Reject[];
}

/** The columns that were chosen; the others go along as fields. */
export interface Chosen {
  readonly text: string;
  readonly label: string | undefined;
  readonly key: string | undefined;
}

/** Which columns to take: those asked for, the text guessed if none was; a missing one is a failure that lists what is there. */
export function chooseColumns(
  columns: readonly string[],
  options: Pick<ImportOptions, "text" | "label" | "key">,
): Chosen {
  for (const part of ["text", "label", "key"] as const) {
    const wanted = options[part];
    if (wanted !== undefined && !columns.includes(wanted)) {
      const list = columns.slice(0, 12).map((one) => `"${one.slice(0, 60)}"`);
      throw new Failure(
        "invalid",
        `The file has no column "${wanted}". It has ${list.join(", ")}${columns.length > 12 ? ", …" : ""}.`,
        { field: part, columns },
      );
    }
  }
  const text = options.text ?? guessColumns(columns, []).text;
  if (text === undefined) throw new Failure("invalid", "The file has no columns.", { field: "text" });
  return { text, label: options.label, key: options.key };
}

const textNames = ["text", "message", "sentence", "content", "body", "utterance", "question", "description", "title"];
const labelNames = ["label", "category", "class", "intent", "target", "topic", "tag", "sentiment"];

/** A guess of which column is the text and which the label: by name, else the longest and, among short repeated ones, none. */
export function guessColumns(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string>>[],
): { text: string | undefined; label: string | undefined } {
  const named = (names: readonly string[]) =>
    names.map((name) => columns.find((one) => one.trim().toLowerCase() === name)).find((one) => one !== undefined);
  const mean = (column: string) => rows.reduce((sum, row) => sum + (row[column]?.length ?? 0), 0);
  const longest = [...columns].sort((one, other) => mean(other) - mean(one))[0];
  const text = named(textNames) ?? (rows.length > 0 ? longest : columns[0]);
  const label = named(labelNames) ?? repeated(columns, rows, text);
  return { text, label: label === text ? undefined : label };
}

/** The column whose few short values come again and again. */
function repeated(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string>>[],
  text: string | undefined,
): string | undefined {
  if (rows.length < 8) return undefined;
  return columns.find((column) => {
    if (column === text) return false;
    const values = rows.map((row) => row[column] ?? "").filter((value) => value !== "");
    const different = new Set(values).size;
    return (
      values.length === rows.length &&
      different >= 2 &&
      different <= rows.length / 2 &&
      values.every((value) => value.length <= 60)
    );
  });
}

/** A row or a reject, from a record of named values. */
export function rowOf(
  record: Readonly<Record<string, unknown>>,
  given: { line: number; chosen: Chosen },
): SourceRow | Reject {
  const { chosen, line } = given;
  const text = itemText(record[chosen.text]);
  if (text === undefined)
    return { line, reason: `"${chosen.text}" is empty`, text: JSON.stringify(record).slice(0, 200) };
  if (text.length > rowLimit)
    return { line, reason: `the text is longer than ${rowLimit} characters`, text: text.slice(0, 200) };
  const others = Object.keys(record).filter(
    (name) => name !== chosen.text && name !== chosen.label && name !== chosen.key,
  );
  return {
    line,
    text,
    label: cleanLabel(chosen.label === undefined ? undefined : record[chosen.label]),
    key: cleanKey(chosen.key === undefined ? undefined : record[chosen.key]),
    fields: others.length > 0 ? Object.fromEntries(others.map((name) => [name, record[name]])) : undefined,
  };
}

/** The text of an item exactly as it came; nothing for one without a visible character. */
export function itemText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return value.toWellFormed();
}

/** A name without the white space around it; nothing when nothing is left. */
const cleanText = (value: unknown): string | undefined => itemText(value)?.trim();

/** Your own key, of at most 500 characters. */
function cleanKey(value: unknown): string | undefined {
  const key = cleanText(value);
  return key === undefined ? undefined : storable(key.slice(0, 500));
}

/** A label's name on one line of at most 120 characters. */
export function cleanLabel(value: unknown): string | undefined {
  const line = cleanText(value)?.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return line?.slice(0, 120).toWellFormed().trim() || undefined;
}

/** A batch with the columns of its source. */
export type ColumnBatch = Batch & { readonly columns: readonly string[] };

const batchCharacters = 4 * rowLimit;

/** Collects what is read into batches of at most `size` rows, fewer where the texts are long. */
export function batches(size: number) {
  let rows: SourceRow[] = [];
  let rejects: Reject[] = [];
  let characters = 0;
  const take = (columns: readonly string[]): ColumnBatch => {
    const batch = { rows, rejects, columns };
    rows = [];
    rejects = [];
    characters = 0;
    return batch;
  };
  return {
    add(one: SourceRow | Reject): void {
      if ("reason" in one) rejects.push({ ...one, reason: storable(one.reason), text: storable(one.text) });
      else rows.push(one);
      characters += one.text.length;
    },
    isFull: (): boolean => rows.length + rejects.length >= size || characters >= batchCharacters,
    take,
  };
}
