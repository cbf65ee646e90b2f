import { promisify } from "node:util";
import yauzl from "yauzl";
import { Failure } from "#failure";
import { cleanLabel, labelLimit } from "./clean-label.ts";
import type { Reject } from "./contract.ts";
import type { Findings } from "./findings.ts";
import { itemText } from "./reading/make-row.ts";
import type { OpenBytes } from "./reading/open-bytes.ts";
import { parseJson } from "./reading/parse-json.ts";
import { decoded, linesOf } from "./reading/read-lines.ts";
import { type Batch, batches, rowLimit, type SourceRow } from "./source.ts";

const entryLimit = 1_000_000;
const totalLimit = 8 * 1024 ** 3;
const ratioLimit = 200;

/** A class of a folder with how many documents it has. */
export interface FolderClass {
  readonly name: string;
  readonly documents: number;
}

/** Whether a file is a zip, by its first bytes. */
export async function isZip(open: OpenBytes): Promise<boolean> {
  let first = Buffer.alloc(0);
  for await (const chunk of await open()) {
    first = Buffer.concat([first, chunk.subarray(0, 4)]);
    if (first.length >= 4) return first.readUInt32LE(0) === 0x04034b50;
  }
  return false;
}

/** A document of a folder that was sent as JSON Lines. */
interface FolderLine {
  readonly line: number;
  readonly text: string;
  readonly label: string;
  readonly key: string | undefined;
}

/** The documents of a folder that was sent as JSON Lines {text, label, key}; other lines are a failure. */
async function* folderLines(open: OpenBytes): AsyncGenerator<FolderLine> {
  for await (const lines of linesOf(decoded(await open(), "utf-8")))
    for (const { number: line, text: whole } of lines) {
      if (whole.trim() === "") continue;
      const value = parseJson(whole)?.value as { text?: unknown; label?: unknown; key?: unknown } | null | undefined;
      if (typeof value?.text !== "string" || typeof value.label !== "string")
        throw new Failure(
          "invalid",
          `This is no folder: send a zip, or a line {"text": "…", "label": "…"} for each document. Line ${line} is neither.`,
          { field: "format", line },
        );
      yield { line, text: value.text, label: value.label, key: typeof value.key === "string" ? value.key : undefined };
    }
}

/** The classes of a zipped folder; nothing is unpacked. */
export async function zipClasses(path: string): Promise<FolderClass[]> {
  const counts = new Map<string, number>();
  for await (const { name } of documents(path)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return byName(counts);
}

/** The classes of a folder that was sent as JSON Lines. */
export async function lineClasses(open: OpenBytes): Promise<FolderClass[]> {
  const counts = new Map<string, number>();
  for await (const { label } of folderLines(open)) {
    const name = cleanLabel(label) ?? label;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return byName(counts);
}

function byName(counts: ReadonlyMap<string, number>): FolderClass[] {
  return [...counts]
    .map(([name, documents]) => ({ name, documents }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Refuses a folder that cannot teach: fewer than two classes, or a class with too few documents. */
export function refuseThinFolder(classes: readonly FolderClass[], minPerClass: number): void {
  const list = classes
    .slice(0, 30)
    .map((one) => `${one.name} ${one.documents}`)
    .join(", ");
  if (classes.length < 2)
    throw new Failure(
      "invalid",
      `A folder needs at least 2 sub-folders, one for each class. Found: ${list || "none"}.`,
      { field: "folder", classes },
    );
  const thin = classes.filter((one) => one.documents < minPerClass);
  if (thin.length > 0) {
    throw new Failure(
      "invalid",
      `Each class needs at least ${minPerClass} documents (--min-per-class). Found: ${list}.`,
      { field: "minPerClass", classes },
    );
  }
}

/** Reads the documents of a zipped folder, a class a sub-folder. */
export async function* readZip(path: string, given: { batch: number; findings: Findings }): AsyncGenerator<Batch> {
  const read = batches(given.batch);
  let line = 0;
  for await (const document of documents(path)) {
    line++;
    const { key } = document;
    const text = document.size > rowLimit * 4 ? undefined : decodedText(await document.read(), { line, ...given });
    read.add(documentRow({ line, text, label: document.name, key }));
    if (read.isFull()) yield read.take();
  }
  yield read.take();
}

/** Reads the documents of a folder that was sent as JSON Lines. */
export async function* readFolderLines(open: OpenBytes, batch: number): AsyncGenerator<Batch> {
  const read = batches(batch);
  for await (const document of folderLines(open)) {
    read.add(documentRow({ ...document, text: itemText(document.text) }));
    if (read.isFull()) yield read.take();
  }
  yield read.take();
}

function documentRow(given: {
  line: number;
  text: string | undefined;
  label: string;
  key: string | undefined;
}): SourceRow | Reject {
  const { line, text, key } = given;
  const label = cleanLabel(given.label);
  const reject = (reason: string): Reject => ({ line, reason, text: (key ?? text ?? "").slice(0, 200) });
  if (text === undefined) return reject("not a text, empty, or too large");
  if (text.length > rowLimit) return reject(`the document is longer than ${rowLimit} characters`);
  if (label !== undefined && label.length > labelLimit)
    return reject(`the label is longer than ${labelLimit} characters: "${label.slice(0, 60)}…"`);
  if (key !== undefined && key.length > 500) return reject("the name of the document is longer than 500 characters");
  const rest = { split: undefined, fields: undefined, meta: undefined };
  return { ...rest, line, text, label, key, weight: text.length };
}

/** A document's text: UTF-8, UTF-16 with its mark, else Windows-1252, which is said; nothing for bytes that are no text. */
function decodedText(bytes: Uint8Array, about: { line: number; findings: Findings }): string | undefined {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined;
  if (mark) return itemText(new TextDecoder(mark).decode(bytes));
  if (bytes.includes(0)) return undefined;
  try {
    return itemText(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    about.findings.note("documents decoded", about.line);
    return itemText(new TextDecoder("windows-1252").decode(bytes));
  }
}

interface Document {
  readonly name: string;
  readonly key: string;
  readonly size: number;
  read(): Promise<Uint8Array>;
}

async function* documents(path: string): AsyncGenerator<Document> {
  const zip = await (promisify(yauzl.open) as (path: string, options: yauzl.Options) => Promise<yauzl.ZipFile>)(path, {
    lazyEntries: true,
    autoClose: false,
    // Windows writes backslashes between folders; they are read as slashes, and names are checked after that.
    strictFileNames: false,
  }).catch((thrown: Error) => {
    throw unreadable(thrown);
  });
  try {
    if (zip.entryCount > entryLimit)
      throw new Failure("invalid", `The zip has more than ${entryLimit} entries.`, { field: "file" });
    let total = 0;
    for await (const entry of entries(zip)) {
      refuseOdd(entry);
      total += entry.uncompressedSize;
      if (total > totalLimit)
        throw new Failure("invalid", `The zip unpacks to more than ${totalLimit} bytes.`, { field: "file" });
      const document = documentOf(zip, entry);
      if (document) yield document;
    }
  } finally {
    zip.close();
  }
}

async function* entries(zip: yauzl.ZipFile): AsyncGenerator<yauzl.Entry> {
  const queue: (yauzl.Entry | Error | undefined)[] = [];
  let wake = (): void => undefined;
  const push = (one: yauzl.Entry | Error | undefined) => {
    queue.push(one);
    wake();
  };
  zip
    .on("entry", push)
    .on("end", () => push(undefined))
    .on("error", (error: Error) => push(unreadable(error)));
  for (;;) {
    zip.readEntry();
    if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const next = queue.shift();
    if (next === undefined) return;
    if (next instanceof Error) throw next;
    yield next;
  }
}

function refuseOdd(entry: yauzl.Entry): void {
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000)
    throw new Failure(
      "invalid",
      `The zip holds a link or a device, "${entry.fileName.slice(0, 200)}", which is refused.`,
      { field: "file" },
    );
  if ((entry.generalPurposeBitFlag & 1) === 1)
    throw new Failure("invalid", "The zip is encrypted. Take the password off and send it again.", { field: "file" });
  if (entry.uncompressedSize > 1_000_000 && entry.uncompressedSize > entry.compressedSize * ratioLimit) {
    throw new Failure(
      "invalid",
      `"${entry.fileName.slice(0, 200)}" unpacks to more than ${ratioLimit} times its size, which is refused.`,
      { field: "file" },
    );
  }
}

function documentOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Document | undefined {
  const parts = entry.fileName.split("/");
  const file = parts.pop() ?? "";
  const name = cleanLabel(parts.at(-1) ?? "");
  if (file === "" || file.startsWith(".") || name === undefined || parts.includes("__MACOSX")) return undefined;
  return {
    name,
    key: entry.fileName,
    size: entry.uncompressedSize,
    async read() {
      const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
        zip.openReadStream(entry, (error, found) => (error ? reject(unreadable(error)) : resolve(found))),
      );
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of stream) chunks.push(chunk as Buffer);
      } catch (thrown) {
        throw unreadable(thrown as Error);
      }
      return Buffer.concat(chunks);
    },
  };
}

function unreadable(error: Error): Failure {
  if (error instanceof Failure) return error;
  if (/relative path|absolute path|invalid characters/.test(error.message))
    return new Failure("invalid", "The zip holds a name that points outside of it, which is refused.", {
      field: "file",
    });
  return new Failure("invalid", `The zip cannot be read: ${error.message.slice(0, 200)}.`, { field: "file" });
}
