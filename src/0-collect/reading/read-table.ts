import { Failure } from "#failure";
import type { Reject } from "../contract.ts";
import { rowLimit } from "../source.ts";
import { type Line, withoutReturn } from "./read-lines.ts";

/** How the rows of a table are written. */
export interface Dialect {
  /** The character between cells; none where every line is one cell. */
  readonly delimiter: string | undefined;
  readonly quote: "double" | "none";
  /** An export of this program closes what it opens, whatever its cells look like. */
  readonly marks?: "trusted";
}

/** A row of a table, with the line it began on. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** Set where its quotation marks do not close properly, so that they were taken as characters. */
  readonly quotes?: "kept";
}

/** What takes lines and gives rows. */
export interface TableReader {
  push(line: Line): void;
  end(): void;
  /** The rows and rejects since it was asked last. */
  take(): readonly (TableRow | Reject)[];
}

const mostLines = 1000;
const mostGivenUp = 1000;

interface OpenRecord {
  readonly lines: Line[];
  readonly cells: string[];
  cell: string;
  characters: number;
}

/**
 * Reads a table line by line. A quoted cell may hold line ends; one that never closes, or swallows what looks like rows, costs
 * its first line only, and reading goes on with the next. `width` is how many cells the header has.
 */
export function tableReader(dialect: Dialect, width: number | undefined): TableReader {
  let rows: (TableRow | Reject)[] = [];
  let open: OpenRecord | undefined;
  let givenUp = 0;
  const again: Line[] = [];

  function giveUp(failed: OpenRecord): void {
    const [first, ...others] = failed.lines as [Line, ...Line[]];
    rows.push({
      line: first.number,
      reason: `a quotation mark opens here and does not close within its row (${failed.lines.length} lines were looked at)`,
      text: first.text.slice(0, 200),
    });
    if (++givenUp > mostGivenUp)
      throw new Failure(
        "invalid",
        `More than ${mostGivenUp} quotation marks open and never close, the last at line ${first.number}. If they are characters of the texts, import with --quote none.`,
        { field: "quote", line: first.number },
      );
    open = undefined;
    again.unshift(...others);
  }

  function takeLine(line: Line): void {
    if (open) {
      goOn(open, line);
      return;
    }
    if (dialect.quote === "none" || !line.text.includes('"')) {
      rows.push({ line: line.number, cells: splitLine(line.text, dialect.delimiter) });
      return;
    }
    const record: OpenRecord = { lines: [line], cells: [], cell: "", characters: line.text.length };
    const how = scan(record, { text: line.text, from: "start", delimiter: dialect.delimiter });
    if (how === "closed") rows.push({ line: line.number, cells: record.cells });
    else if (how === "open") open = record;
    else rows.push(asCharacters(line, dialect.delimiter, width));
  }

  function goOn(record: OpenRecord, line: Line): void {
    record.lines.push(line);
    record.characters += line.text.length + 1;
    const how = scan(record, { text: line.text, from: "quoted", delimiter: dialect.delimiter });
    const first = record.lines[0] as Line;
    const isTrusted = dialect.marks === "trusted";
    const most = isTrusted ? rowLimit * 2 : mostLines;
    if (how === "closed" && (isTrusted || isPlausible(record, { delimiter: dialect.delimiter, width }))) {
      rows.push({ line: first.number, cells: record.cells });
      open = undefined;
    } else if (how !== "open" || record.lines.length > most || record.characters > rowLimit * 2) giveUp(record);
  }

  function drain(): void {
    for (let line = again.shift(); line; line = again.shift()) takeLine(line);
  }

  return {
    push(line) {
      takeLine(line);
      if (again.length > 0) drain();
    },
    end() {
      while (open) {
        giveUp(open);
        drain();
      }
    },
    take() {
      const taken = rows;
      rows = [];
      return taken;
    },
  };
}

/** The cells of a line in which quotation marks mean nothing. */
const splitLine = (text: string, delimiter: string | undefined): string[] =>
  delimiter === undefined ? [withoutReturn(text)] : withoutReturn(text).split(delimiter);

/** Reads on in a record: cells until the line ends. */
function scan(
  record: OpenRecord,
  given: { text: string; from: "start" | "quoted"; delimiter: string | undefined },
): "closed" | "open" | "malformed" {
  const { text, delimiter } = given;
  let at = 0;
  let isQuoted = given.from === "quoted";
  for (;;) {
    if (!isQuoted && text[at] !== '"') {
      const end = delimiter === undefined ? -1 : text.indexOf(delimiter, at);
      record.cells.push(end < 0 ? withoutReturn(text.slice(at)) : text.slice(at, end));
      if (end < 0) return "closed";
      at = end + 1;
      continue;
    }
    if (!isQuoted) at++;
    const closing = endOfQuoted(record, text, at);
    if (closing === undefined) return "open";
    record.cells.push(record.cell);
    record.cell = "";
    isQuoted = false;
    if (closing === text.length || (closing === text.length - 1 && text[closing] === "\r")) return "closed";
    if (text[closing] !== delimiter) return "malformed";
    at = closing + 1;
  }
}

/** Collects a quoted cell; gives the place after its closing mark, or nothing where the line ends before. */
function endOfQuoted(record: OpenRecord, text: string, from: number): number | undefined {
  let at = from;
  for (;;) {
    const mark = text.indexOf('"', at);
    if (mark < 0) {
      record.cell += `${text.slice(at)}\n`;
      return undefined;
    }
    if (text[mark + 1] !== '"') {
      record.cell += text.slice(at, mark);
      return mark + 1;
    }
    record.cell += text.slice(at, mark + 1);
    at = mark + 2;
  }
}

/** A line whose quotation marks close in the middle of a cell: they are characters, where the cells then fit the header. */
function asCharacters(line: Line, delimiter: string | undefined, width: number | undefined): TableRow | Reject {
  const cells = splitLine(line.text, delimiter);
  if (width === undefined || usedCells(cells) <= width) return { line: line.number, cells, quotes: "kept" };
  const reason = "a quotation mark inside a quoted cell is not doubled";
  return { line: line.number, reason, text: line.text.slice(0, 200) };
}

/** How many cells there are without the empty ones at the end. */
export function usedCells(cells: readonly string[]): number {
  let used = cells.length;
  while (used > 0 && cells[used - 1] === "") used--;
  return used;
}

/** Whether a record of several lines is one: its cells fit, and the lines in the middle do not look like rows of their own. */
function isPlausible(record: OpenRecord, given: { delimiter: string | undefined; width: number | undefined }): boolean {
  const { delimiter, width } = given;
  if (width !== undefined && usedCells(record.cells) > width) return false;
  if (width === undefined || width < 2 || delimiter === undefined) return record.lines.length <= 200;
  const isLikeRow = (line: Line) => line.text.split(delimiter).length === width;
  const middle = record.lines.slice(1, -1);
  const alike = middle.filter(isLikeRow).length;
  // A comma is common in sentences, so that a few lines with as many as a row has say nothing.
  if (delimiter !== "," && record.lines.every(isLikeRow)) return false;
  return alike < (delimiter === "," ? 2 : 1) || alike < middle.length / 2 || !isLikeRow(record.lines[0] as Line);
}
