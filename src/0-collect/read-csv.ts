import { Readable } from "node:stream";
import { type CsvError, type Options, type Parser, parse } from "csv-parse";
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
  const skipped: Reject[] = [];
  const parser = openParser(source, { delimiter: given.delimiter, skipped });
  let head: { columns: readonly string[]; chosen: Chosen } | undefined;
  const read = batches(given.batch);
  try {
    for await (const { cells: record, line } of parser as AsyncIterable<{ cells: readonly string[]; line: number }>) {
      if (!head) {
        const header = headerOf(record, given.columns);
        head = { columns: header.columns, chosen: chooseColumns(header.columns, given.columns) };
        if (header.named) continue;
      }
      read.add(csvRow(record, { ...head, line }));
      for (const one of skipped.splice(0)) read.add(one);
      if (read.isFull()) yield read.take(head.columns);
    }
  } catch (thrown) {
    throw explained(thrown, parser);
  }
  if (!head) throw new Failure("invalid", "The file is empty.", { field: "file" });
  for (const one of skipped) read.add(one);
  yield read.take(head.columns);
}

function openParser(source: AsyncIterable<Uint8Array>, given: { delimiter: string; skipped: Reject[] }): Parser {
  const parser = parse({
    bom: true,
    delimiter: given.delimiter,
    max_record_size: rowLimit * 2,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    // The parser reads ahead of whoever takes its records, so each carries the line that it ended on.
    on_record: ((cells: string[], { lines }: { lines: number }) => ({ cells, line: lines })) as unknown as NonNullable<
      Options["on_record"]
    >,
    on_skip(error, raw) {
      if (error && /MAX_RECORD_SIZE|QUOTE_NOT_CLOSED/.test(error.code)) parser.destroy(error);
      else if (error && given.skipped.at(-1)?.line !== lineOf(error))
        given.skipped.push({ line: lineOf(error), reason: reasonOf(error), text: String(raw ?? "").slice(0, 200) });
      return undefined;
    },
  });
  const bytes = Readable.from(source, { objectMode: false, highWaterMark: 1 << 16 });
  bytes.once("error", (error) => parser.destroy(error));
  parser.once("close", () => bytes.destroy());
  return bytes.pipe(parser);
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

function csvRow(
  cells: readonly string[],
  head: { columns: readonly string[]; chosen: Chosen; line: number },
): SourceRow | Reject {
  if (cells.length > head.columns.length)
    return {
      line: head.line,
      reason: `the row has ${cells.length} cells, the header ${head.columns.length}`,
      text: cells.join(",").slice(0, 200),
    };
  const record: Record<string, unknown> = {};
  for (let k = 0; k < cells.length; k++) record[head.columns[k] as string] = cells[k];
  return rowOf(record, head);
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
