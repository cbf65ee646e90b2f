import { createReadStream, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { ReadableStream as NodeStream } from "node:stream/web";
import { Failure } from "#failure";
import { countDocuments, readDocuments } from "./read-documents.ts";

/** Something to import: its bytes as a stream, and what was found while they were read. */
export interface Given {
  readonly path: string;
  /** Told only for folders, which are sent as JSON Lines. */
  readonly format: "folder" | undefined;
  body(onRead: (done: number, total: number | undefined) => void): ReadableStream<Uint8Array>;
  /** How many documents were no texts. */
  leftOut(): number;
  /** Why reading stopped, where that was on this side. */
  problem(): Failure | undefined;
}

/** Opens a file or a folder for import; one that cannot be read is a failure at once. */
export async function openPath(path: string, stats: Stats): Promise<Given> {
  const full = resolve(path);
  if (stats.isDirectory()) return openFolder(full);
  if (!stats.isFile()) throw new Failure("invalid", `"${path}" is neither a file nor a folder.`, { field: "PATH" });
  const file = await open(full).catch((thrown: NodeJS.ErrnoException) => {
    throw new Failure("invalid", `"${path}" cannot be read: ${thrown.code}.`, { field: "PATH" });
  });
  await file.close();
  const problems: Failure[] = [];
  return {
    path: full,
    format: undefined,
    body: (onRead) =>
      guarded(
        fileBytes(full, (done) => onRead(done, stats.size)),
        { path, problems },
      ),
    leftOut: () => 0,
    problem: () => problems[0],
  };
}

async function openFolder(path: string): Promise<Given> {
  const total = await countDocuments(path);
  if (total === 0)
    throw new Failure("invalid", `The folder "${basename(path)}" needs a sub-folder with documents for each class.`, {
      field: "PATH",
    });
  const problems: Failure[] = [];
  let leftOut = 0;
  async function* lines(onRead: (done: number, total: number) => void) {
    let done = 0;
    for await (const document of readDocuments(path)) {
      onRead(++done, total);
      if (document.line === undefined) leftOut++;
      else yield Buffer.from(document.line);
    }
  }
  return {
    path,
    format: "folder",
    body: (onRead) => guarded(lines(onRead), { path, problems }),
    leftOut: () => leftOut,
    problem: () => problems[0],
  };
}

async function* fileBytes(path: string, onRead: (done: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    done += (chunk as Buffer).length;
    onRead(done);
    yield chunk as Buffer;
  }
}

/** Remembers why reading stopped, because the request it feeds can only say that it broke. */
function guarded(
  bytes: AsyncGenerator<Uint8Array>,
  given: { path: string; problems: Failure[] },
): ReadableStream<Uint8Array> {
  async function* watched() {
    try {
      yield* bytes;
    } catch (thrown) {
      const why = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
      given.problems.push(
        new Failure("invalid", `"${given.path}" could not be read to its end: ${why}.`, { field: "PATH" }),
      );
      throw thrown;
    }
  }
  return NodeStream.from(watched()) as ReadableStream<Uint8Array>;
}
