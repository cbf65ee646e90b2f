import { JSONParser } from "@streamparser/json";
import { Failure } from "#failure";
import type { ImportOptions } from "./contract.ts";
import { recordCollector } from "./read-lines.ts";
import { type ColumnBatch, rowLimit } from "./source.ts";

type Columns = Pick<ImportOptions, "text" | "label" | "key">;

/** Reads a JSON array of objects, texts or [text, label] pairs, without ever holding more than one batch of it. */
export async function* readJsonArray(
  source: AsyncIterable<Uint8Array>,
  given: { columns: Columns; batch: number },
): AsyncGenerator<ColumnBatch> {
  const collect = recordCollector(given);
  const full: ColumnBatch[] = [];
  const state = { element: 0, since: 0, began: "no" as "no" | "yes", failure: undefined as Error | undefined };
  const parser = new JSONParser({ paths: ["$.*"], keepStack: false, stringBufferSize: 64 * 1024 });
  parser.onValue = ({ value, key }) => {
    if (typeof key !== "number")
      throw new Failure("invalid", 'The JSON must be an array of objects, such as [{"text": "…", "label": "…"}].', {
        field: "file",
      });
    state.element = key + 1;
    state.since = 0;
    const batch = collect.add(value, { line: key + 1, raw: JSON.stringify(value) ?? "" });
    if (batch) full.push(batch);
  };
  parser.onError = (error) => {
    state.failure ??= error;
  };
  for await (const chunk of source) {
    if (state.began === "no") begin(chunk, state);
    state.since += chunk.length;
    parser.write(chunk);
    if (state.failure) throw explained(state.failure, state.element);
    if (state.since > rowLimit * 8)
      throw new Failure("invalid", `Element ${state.element + 1} is larger than ${rowLimit * 8} bytes.`, {
        field: "file",
        line: state.element + 1,
      });
    yield* full.splice(0);
  }
  if (!parser.isEnded) throw explained(new Error("the file ends in the middle"), state.element);
  yield collect.end();
}

function begin(chunk: Uint8Array, state: { began: "no" | "yes" }): void {
  const first = new TextDecoder().decode(chunk.subarray(0, 200)).trimStart()[0];
  if (first === undefined) return;
  if (first !== "[")
    throw new Failure("invalid", 'The JSON must be an array of objects, such as [{"text": "…", "label": "…"}].', {
      field: "file",
    });
  state.began = "yes";
}

function explained(error: Error, element: number): Failure {
  if (error instanceof Failure) return error;
  return new Failure("invalid", `The JSON cannot be read after element ${element}: ${error.message.slice(0, 200)}.`, {
    field: "file",
    line: element,
  });
}
