import { Failure } from "#failure";
import type { ImportOptions, Reject } from "./contract.ts";
import { batches, type Chosen, type ColumnBatch, chooseColumns, itemText, rowLimit, rowOf } from "./source.ts";

/** The lines of a text, with their numbers; a line without an end is a failure. */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ number: number; text: string }> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: false });
  let rest = "";
  let number = 0;
  for await (const chunk of source) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const text of parts) yield { number: ++number, text: text.endsWith("\r") ? text.slice(0, -1) : text };
    if (rest.length > rowLimit * 2)
      throw new Failure(
        "invalid",
        `Line ${number + 1} is longer than ${rowLimit * 2} characters. Break it up and import again.`,
        { field: "file", line: number + 1 },
      );
  }
  rest += decoder.decode();
  if (rest !== "") yield { number: number + 1, text: rest };
}

/** Reads plain text: one item a line, empty lines left out. */
export async function* readText(source: AsyncIterable<Uint8Array>, batch: number): AsyncGenerator<ColumnBatch> {
  const read = batches(batch);
  let seen = 0;
  for await (const { number, text } of linesOf(source)) {
    const clean = itemText(text);
    if (clean === undefined) continue;
    seen++;
    read.add({ line: number, text: clean, label: undefined, key: undefined, fields: undefined });
    if (read.isFull()) yield read.take(["text"]);
  }
  if (seen === 0) throw new Failure("invalid", "The file is empty.", { field: "file" });
  yield read.take(["text"]);
}

type Columns = Pick<ImportOptions, "text" | "label" | "key">;

/** Reads JSON Lines: an object (or a text) a line. */
export async function* readJsonLines(
  source: AsyncIterable<Uint8Array>,
  given: { columns: Columns; batch: number },
): AsyncGenerator<ColumnBatch> {
  const collect = recordCollector(given);
  for await (const { number, text } of linesOf(source)) {
    if (text.trim() === "") continue;
    const full = collect.add(parsed(text), { line: number, raw: text });
    if (full) yield full;
  }
  yield collect.end();
}

const unreadable = Symbol("unreadable");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable;
  }
}

/** Turns JSON values into rows; the columns are those of the first object. */
export function recordCollector(given: { columns: Columns; batch: number }) {
  let head: { columns: readonly string[]; chosen: Chosen } | undefined;
  let firstReject: Reject | undefined;
  const read = batches(given.batch);
  const take = (): ColumnBatch => read.take(head?.columns ?? []);
  return {
    /** Takes one value; gives a batch when one is full. */
    add(value: unknown, at: { line: number; raw: string }): ColumnBatch | undefined {
      const record = recordOf(value);
      if (!record) {
        const reason = value === unreadable ? "not valid JSON" : "neither an object nor a text";
        const reject = { line: at.line, reason, text: at.raw.slice(0, 200) };
        firstReject ??= reject;
        read.add(reject);
      } else {
        head ??= { columns: Object.keys(record), chosen: chooseColumns(Object.keys(record), given.columns) };
        read.add(rowOf(record, { line: at.line, chosen: head.chosen }));
      }
      return read.isFull() ? take() : undefined;
    },
    /** The rest; a failure when there was nothing at all. */
    end(): ColumnBatch {
      if (!head && !firstReject) throw new Failure("invalid", "The file is empty.", { field: "file" });
      if (!head)
        throw new Failure("invalid", `No row of the file can be read; the first: ${firstReject?.reason}.`, {
          field: "file",
        });
      return take();
    },
  };
}

/** An object as it is; a text as `{text}`; a pair as `{text, label}`. */
function recordOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === "string") return { text: value };
  if (Array.isArray(value))
    return value.length === 2 && value.every((one) => typeof one === "string")
      ? { text: value[0], label: value[1] }
      : undefined;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}
