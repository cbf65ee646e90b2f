import { Failure } from "#failure";
import type { ImportOptions, Reject } from "../contract.ts";
import type { Findings } from "../findings.ts";
import { type Batch, batches, type SourceRow } from "../source.ts";
import { type ChosenColumns, chooseColumns, missingColumn } from "./choose-columns.ts";
import { labelledLine, type Reading } from "./decide-reading.ts";
import { isAnswerColumn } from "./lift-record.ts";
import { type RowMaker, rowMaker } from "./make-row.ts";
import type { OpenBytes } from "./open-bytes.ts";
import { decoded, type Line, linesOf, withoutReturn } from "./read-lines.ts";
import { recordRows } from "./record-rows.ts";
import { splitJson } from "./split-json.ts";
import { tableRows } from "./table-rows.ts";
import { encodingNames, undecodableRow } from "./undecodable-row.ts";

/** How a source is read, what of it is taken, and where it is noted what becomes of it. */
export interface RowsGiven {
  readonly reading: Reading;
  readonly options: Pick<ImportOptions, "text" | "label" | "answers" | "key" | "split" | "splitColumn">;
  /** The names of the questions that the project asks. */
  readonly questions: readonly string[];
  readonly findings: Findings;
  readonly batch: number;
}

/** What turns lines or values into rows and rejects; `end` gives the last ones. */
export interface RowTaker<One> {
  take(some: readonly One[]): readonly (SourceRow | Reject)[];
  end(): readonly (SourceRow | Reject)[];
}

/** Reads the rows of a source in batches. */
export async function* readRows(open: OpenBytes, given: RowsGiven): AsyncGenerator<Batch> {
  const { reading, findings } = given;
  const chosen = chooseColumns(reading, given.options, given.questions);
  noteReading(given, chosen);
  const make = rowMaker({ chosen, findings, split: given.options.split });
  const full = batches(given.batch);
  let seen = 0;
  for await (const some of rowsOf(open, { ...given, chosen, make })) {
    seen += some.length;
    for (const one of some) {
      full.add(one);
      if (full.isFull()) yield full.take();
    }
  }
  if (seen === 0) throw new Failure("invalid", "The file has no rows.", { field: "file" });
  if (!full.isEmpty()) yield full.take();
}

/** What all readers of rows are given. */
export type Reader = RowsGiven & { readonly chosen: ChosenColumns; readonly make: RowMaker };

async function* rowsOf(open: OpenBytes, given: Reader): AsyncGenerator<readonly (SourceRow | Reject)[]> {
  const { format, encoding, lineEnd } = given.reading;
  const texts = decoded(await open(), encoding.encoding);
  if (format === "json") {
    const taker = recordRows(given);
    yield* taken(splitJson(withoutNul(texts, given.findings)), taker);
    refuseUnseen(given, taker.columns);
  } else if (format === "jsonl") {
    const taker = recordRows(given);
    yield* taken(linesOf(texts, lineEnd), taker);
    refuseUnseen(given, taker.columns);
  } else if (given.reading.table)
    yield* taken(cleanLines(linesOf(texts, lineEnd), given.findings), tableRows(given, given.reading.table));
  else yield* taken(cleanLines(linesOf(texts, lineEnd), given.findings), textRows(given));
}

async function* taken<One>(source: AsyncIterable<readonly One[]>, taker: RowTaker<One>) {
  for await (const some of source) yield taker.take(some);
  yield taker.end();
}

/** A column that was asked for, and that no record has: the first rows alone could not tell. */
function refuseUnseen({ options }: Reader, columns: ReadonlySet<string>): void {
  for (const part of ["text", "label", "key", "splitColumn"] as const) {
    const name = options[part];
    if (name && !columns.has(name)) throw missingColumn([...columns], { part, name });
  }
  for (const { column } of options.answers ?? [])
    if (column !== "" && !columns.has(column)) throw missingColumn([...columns], { part: "answers", name: column });
}

async function* withoutNul(texts: AsyncIterable<string>, findings: Findings): AsyncGenerator<string> {
  for await (const text of texts) {
    if (text.includes("\0")) findings.note("nul removed");
    yield text.includes("\0") ? text.replaceAll("\0", "") : text;
  }
}

/** Lines without NUL, which PostgreSQL cannot store. */
async function* cleanLines(
  source: AsyncIterable<readonly Line[]>,
  findings: Findings,
): AsyncGenerator<readonly Line[]> {
  for await (const lines of source)
    yield lines.some((line) => line.text.includes("\0")) ? lines.map((line) => cleanLine(line, findings)) : lines;
}

function cleanLine(line: Line, findings: Findings): Line {
  if (!line.text.includes("\0")) return line;
  findings.note("nul removed", line.number);
  return { ...line, text: line.text.replaceAll("\0", "") };
}

/** The lines of a plain text, each an item; empty ones are passed over. */
function textRows({ make, reading, chosen }: Reader): RowTaker<Line> {
  const rest = { key: undefined, split: undefined, verdict: undefined, meta: undefined };
  const undecodable = reading.encoding.faults === "some";
  return {
    take: (lines) =>
      lines.flatMap(({ number: line, text: whole }): (SourceRow | Reject)[] => {
        const text = withoutReturn(whole);
        if (text.trim() === "") return [];
        if (undecodable && text.includes("\ufffd")) return [undecodableRow(line, reading, text)];
        const weight = text.length;
        if (reading.lineLabels === "no")
          return [make({ ...rest, line, text, label: undefined, answers: [], fields: undefined, weight })];
        const found = labelledLine(text);
        const answers = chosen.answers.map(({ column }) => (column === "label" ? found.label : undefined));
        const isTaken = chosen.label !== undefined || chosen.answers.some(({ column }) => column === "label");
        const fields = !isTaken ? { label: found.label.join(", ") } : undefined;
        return [make({ ...rest, line, ...found, answers, fields, weight })];
      }),
    end: () => [],
  };
}

/** The columns of a table that answer questions which nobody asks here. */
const columnsNotAsked = ({ reading, chosen }: { reading: Reading; chosen: ChosenColumns }): string[] =>
  reading.origin === "export" && reading.table
    ? reading.columns.filter((name) => isAnswerColumn(name) && !chosen.answers.some(({ column }) => column === name))
    : [];

const delimiterNames: Record<string, string> = { "\t": "tabs", "|": "bars", ";": "semicolons", ",": "commas" };

/** Notes what was decided about the file, where it is not what its name promises. */
function noteReading({ reading, findings, options }: RowsGiven, chosen: ChosenColumns): void {
  const { encoding, table, origin } = reading;
  if (encoding.encoding !== "utf-8")
    findings.note(
      "encoding",
      encoding.line,
      `The file was read as ${encodingNames[encoding.encoding]}${encoding.line === undefined ? "" : `, because it is not UTF-8 (line ${encoding.line} is the first that is not)`}. If that is wrong, say --encoding.`,
    );
  const usual = reading.format === "csv" ? "," : "\t";
  if (table && table.delimiter !== usual)
    findings.note(
      "delimiter",
      undefined,
      table.delimiter === undefined
        ? "The file has one column; commas belong to the texts."
        : `The cells are separated by ${delimiterNames[table.delimiter] ?? table.delimiter}.`,
    );
  if (table?.header === "no" && table.headerBy === "rows")
    findings.note(
      "header",
      1,
      "The first row was taken as an item, because it looks like those below it; the columns are numbered. Say --header yes if it names them.",
    );
  if (table && table.renamed.length > 0)
    findings.note("columns renamed", undefined, table.renamed.map((name) => `"${name}"`).join(", "));
  const unasked = columnsNotAsked({ reading, chosen });
  if (unasked.length > 0) findings.note("answers not asked", undefined, unasked.join(", "));
  if (origin === "export")
    findings.note(
      "own export",
      undefined,
      'The file is an export: its columns "text", "label", "split" and "key" were taken as such, "id" and "how" are kept with the items.',
    );
  else if (chosen.split !== undefined && options.splitColumn === undefined)
    findings.note(
      "split column",
      undefined,
      `The column "${chosen.split}" holds train, validation and test, so it was taken as the split. To put all items into one, say --split.`,
    );
}
