import { type CsvError, type Parser, parse } from "csv-parse";
import { Failure } from "#failure";
import type { ImportOptions, Reject } from "./contract.ts";
import { batches, type Chosen, type ColumnBatch, chooseColumns, rowLimit, rowOf, type SourceRow } from "./source.ts";

type Columns = Pick<ImportOptions, "text" | "label" | "key">;

/**
 * Reads CSV or TSV in batches. The first line names the columns, unless they are asked for by number. Rows that cannot be
 * read are rejects; a quotation mark that never closes, or a row without an end, is a failure that names the line.
 */
export async function* readCsv(
  source: AsyncIterable<Uint8Array>,
  given: { delimiter: string; columns: Columns; batch: number },
): AsyncGenerator<ColumnBatch> {
  let head: Head | undefined;
  const read = batches(given.batch);
  for await (const some of recordsOf(source, given.delimiter)) {
    for (const one of some) {
      if ("reason" in one) {
        read.add(one);
        continue;
      }
      if (!head) {
        const header = headerOf(one.cells, given.columns);
        head = { columns: header.columns, chosen: chooseColumns(header.columns, given.columns) };
        if (header.named) continue;
      }
      read.add(csvRow(one, head));
      if (read.isFull()) yield read.take(head.columns);
    }
  }
  if (!head) throw new Failure("invalid", "The file is empty.", { field: "file" });
  yield read.take(head.columns);
}

interface Head {
  readonly columns: readonly string[];
  readonly chosen: Chosen;
}

interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The records of each chunk, and what could not be read as one. */
async function* recordsOf(
  source: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<readonly (CsvRecord | Reject)[]> {
  let read: (CsvRecord | Reject)[] = [];
  let failure: CsvError | undefined;
  let skippedLine = 0;
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: rowLimit * 2,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    // Records are collected here, all of a chunk at once: as a stream of its own each would cost a turn.
    on_record(cells: string[], { lines }) {
      read.push({ cells, line: lines });
      return null;
    },
    on_skip(error, raw) {
      if (!error) return undefined;
      const line = lineOf(error);
      if (/MAX_RECORD_SIZE|QUOTE_NOT_CLOSED/.test(error.code)) failure ??= error;
      else if (line !== skippedLine)
        read.push({ line, reason: reasonOf(error), text: String(raw ?? "").slice(0, 200) });
      skippedLine = line;
      return undefined;
    },
  });
  // Whoever writes hears of an error.
  parser.on("error", () => undefined);
  const heard = (write: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => write((error) => (error ? reject(explained(error, parser)) : resolve())));
  const take = () => {
    if (failure) throw explained(failure, parser);
    const taken = read;
    read = [];
    return taken;
  };
  for await (const chunk of source) {
    await heard((done) => parser.write(chunk, done));
    yield take();
  }
  await heard((done) => parser.end(done));
  yield take();
}

const byNumber = (columns: Columns): boolean =>
  [columns.text, columns.label, columns.key].some((one) => one !== undefined && /^\d{1,4}$/.test(one));

/** The names of the columns: of the first line, or numbers from 1 where that line is data. */
function headerOf(first: readonly string[], wanted: Columns): { columns: readonly string[]; named: boolean } {
  const asked = [wanted.text, wanted.label, wanted.key].filter((one) => one !== undefined);
  const numbered = byNumber(wanted) && !asked.every((one) => first.includes(one));
  const looksLikeData =
    asked.length === 0 &&
    first.length > 1 &&
    first.some((cell) => cell.length > 80 || /^-?\d+([.,]\d+)?$/.test(cell.trim()));
  if (numbered || looksLikeData) return { columns: first.map((_, at) => String(at + 1)), named: false };
  const names = first.map((cell, at) => cell.trim() || `column ${at + 1}`);
  return { columns: names.map((name, at) => (names.indexOf(name) === at ? name : `${name} (${at + 1})`)), named: true };
}

function csvRow({ cells, line }: CsvRecord, { columns, chosen }: Head): SourceRow | Reject {
  if (cells.length > columns.length)
    return {
      line,
      reason: `the row has ${cells.length} cells, the header ${columns.length}`,
      text: cells.join(",").slice(0, 200),
    };
  const record: Record<string, unknown> = {};
  for (let k = 0; k < cells.length; k++) record[columns[k] as string] = cells[k];
  return rowOf(record, { line, chosen });
}

const lineOf = (error: CsvError): number => Number((error as { lines?: unknown }).lines ?? 0);

const reasonOf = (error: CsvError): string =>
  error.code.includes("QUOTE")
    ? "a quotation mark stands in the middle of a cell"
    : (error.message.split(/[,:] /)[0] ?? "the row cannot be read");

function explained(thrown: unknown, parser: Parser): unknown {
  const code = (thrown as { code?: string } | null)?.code ?? "";
  const opened = (thrown as { lines?: number } | null)?.lines ?? parser.info.lines;
  if (code.includes("QUOTE_NOT_CLOSED"))
    return new Failure(
      "invalid",
      `A quotation mark opens before line ${opened} and never closes. Close it, or double it where it belongs to the text, and import again.`,
      { field: "file", line: opened },
    );
  if (code.includes("MAX_RECORD_SIZE")) {
    return new Failure(
      "invalid",
      `The row at line ${opened} is longer than ${rowLimit} characters: a quotation mark that never closes, or no line ends. Mend it and import again.`,
      { field: "file", line: opened },
    );
  }
  return thrown;
}
