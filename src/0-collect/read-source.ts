import { Failure } from "#failure";
import type { Id } from "#ids";
import type { Blobs } from "#world";
import type { Format, ImportOptions } from "./contract.ts";
import type { Findings } from "./findings.ts";
import { type FolderClass, isZip, lineClasses, readFolderLines, readZip, zipClasses } from "./read-folder.ts";
import { decideReading, type Reading } from "./reading/decide-reading.ts";
import { type OpenBytes, openUnpacked } from "./reading/open-bytes.ts";
import { readRows } from "./reading/read-rows.ts";
import type { Batch } from "./source.ts";

/** Where the bytes of an import lie, and how they are read. */
export interface Source {
  readonly workspace: Id<"workspace">;
  readonly hash: string;
  readonly format: Format;
}

type Stored = Pick<Source, "workspace" | "hash">;

/** Opens the bytes of a source as they were sent. */
const bytesOf =
  (blobs: Blobs, { workspace, hash }: Stored): OpenBytes =>
  () =>
    blobs.stream(workspace, hash);

/** Opens the bytes of a source, unpacked. */
const openSource = (blobs: Blobs, source: Stored): Promise<OpenBytes> => openUnpacked(bytesOf(blobs, source));

/** The classes of a folder, sent as a zip or as JSON Lines. */
export async function classesOf(blobs: Blobs, source: Stored): Promise<FolderClass[]> {
  if (!(await isZip(bytesOf(blobs, source)))) return lineClasses(await openSource(blobs, source));
  const zip = await blobs.borrow(source.workspace, source.hash);
  try {
    return await zipClasses(zip.path);
  } finally {
    await zip.giveBack();
  }
}

/** Decides how a source is read; a folder needs no decision. */
export async function readingOf(
  blobs: Blobs,
  source: Source,
  wanted: Partial<ImportOptions>,
): Promise<Reading | undefined> {
  const { format } = source;
  return format === "folder" ? undefined : decideReading(await openSource(blobs, source), { format, wanted });
}

/** Reads a stored source in batches of at most `batch` rows, noting what it changes. */
export async function* readSource(
  blobs: Blobs,
  source: Source,
  given: { options: ImportOptions; questions: readonly string[]; findings: Findings; batch: number },
): AsyncGenerator<Batch> {
  if (source.format === "folder" && (await isZip(bytesOf(blobs, source)))) {
    const zip = await blobs.borrow(source.workspace, source.hash);
    try {
      return yield* readZip(zip.path, given);
    } finally {
      await zip.giveBack();
    }
  }
  const open = await openSource(blobs, source);
  const reading = await readingOf(blobs, source, given.options);
  if (!reading) return yield* readFolderLines(open, given.batch);
  yield* readRows(open, { ...given, reading });
}

/** Guesses the format from the name of the file and its first bytes; a failure says what is taken. */
export async function formatOf(name: string, blobs: Blobs, stored: Stored): Promise<Format> {
  const ending = /\.(\w+)$/.exec(name.toLowerCase().replace(/\.gz$/, ""))?.[1];
  if (ending === "zip" || (await isZip(bytesOf(blobs, stored)))) {
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
    `"${name.slice(0, 100)}" is not of a kind that is taken: CSV, TSV, JSON, JSONL, TXT (each packed with gzip or not), or a zip of a folder with one sub-folder for each class.`,
    { field: "name" },
  );
}
