import { Failure } from "#failure";
import type { Id } from "#ids";
import type { Blobs } from "#world";
import type { Format, ImportOptions } from "./contract.ts";
import { readCsv } from "./read-csv.ts";
import { isZip, readZip } from "./read-folder.ts";
import { readJsonArray } from "./read-json.ts";
import { readJsonLines, readText } from "./read-lines.ts";
import type { ColumnBatch } from "./source.ts";

/** Where the bytes of an import lie, and how they are read. */
export interface Source {
  readonly workspace: Id<"workspace">;
  readonly hash: string;
  readonly format: Format;
}

/** Reads a stored source in batches of at most `batch` rows. */
export async function* readSource(
  blobs: Blobs,
  source: Source,
  given: { columns: Pick<ImportOptions, "text" | "label" | "key">; batch: number },
): AsyncGenerator<ColumnBatch> {
  const path = await blobs.path(source.workspace, source.hash);
  if (source.format === "folder" && (await isZip(path))) return yield* readZip(path, given.batch);
  const bytes = asUtf8(await blobs.stream(source.workspace, source.hash));
  const columns = source.format === "folder" ? { text: "text", label: "label", key: "key" } : given.columns;
  if (source.format === "csv") return yield* readCsv(bytes, { delimiter: ",", columns, batch: given.batch });
  if (source.format === "tsv") return yield* readCsv(bytes, { delimiter: "\t", columns, batch: given.batch });
  if (source.format === "json") return yield* readJsonArray(bytes, { columns, batch: given.batch });
  if (source.format === "txt") return yield* readText(bytes, given.batch);
  return yield* readJsonLines(bytes, { columns, batch: given.batch });
}

/** Guesses the format from the name of the file and its first bytes; a failure says what is taken. */
export async function formatOf(name: string, path: string): Promise<Format> {
  const ending = /\.(\w+)$/.exec(name.toLowerCase())?.[1];
  if (ending === "zip" || (await isZip(path))) {
    if (ending === "xlsx" || ending === "docx")
      throw new Failure("invalid", `Save the ${ending} file as CSV and send that.`, { field: "file" });
    return "folder";
  }
  if (ending === "csv" || ending === "tsv" || ending === "json" || ending === "jsonl" || ending === "txt")
    return ending;
  if (ending === "ndjson") return "jsonl";
  if (ending === "tab") return "tsv";
  throw new Failure(
    "invalid",
    `"${name.slice(0, 100)}" is not of a kind that is taken: CSV, TSV, JSON, JSONL, TXT, or a zip of a folder with one sub-folder for each class.`,
    { field: "name" },
  );
}

/** UTF-8 as it is; UTF-16 with a byte order mark turned into it; anything with NUL bytes is no text. */
async function* asUtf8(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined;
  let first: "yes" | "no" = "yes";
  for await (const chunk of source) {
    if (first === "yes") {
      if (chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder("utf-16le");
      else if (chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder("utf-16be");
      else if (chunk.subarray(0, 4096).includes(0))
        throw new Failure("invalid", "This is not a text file.", { field: "file" });
      first = "no";
    }
    yield decoder ? new TextEncoder().encode(decoder.decode(chunk, { stream: true })) : chunk;
  }
}
