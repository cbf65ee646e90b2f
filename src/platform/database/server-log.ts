import { copyFile, open, readFile, rename, stat, truncate } from "node:fs/promises";
import { Failure } from "#failure";
import { postgresMajor } from "./postgres-binaries.ts";

const limit = 10 * 2 ** 20;

/** Keeps the log of the server below ten megabytes, with one older file beside it; call the answer to end that. */
export function keepLogSmall(file: string): () => void {
  const timer = setInterval(() => void cutIfLarge(file).catch(() => undefined), 30_000);
  timer.unref();
  return () => clearInterval(timer);
}

/** PostgreSQL appends to the file all its life, so the file is copied aside and emptied, never moved. */
export async function cutIfLarge(file: string, most = limit): Promise<void> {
  const { size } = await stat(file);
  if (size <= most) return;
  await copyFile(file, `${file}.making`);
  await truncate(file);
  await rename(`${file}.making`, `${file}.1`);
}

/** What the server wrote since a place in its log. */
export async function logSince(file: string, place: number): Promise<string> {
  const text = await readFile(file).catch(() => Buffer.alloc(0));
  return text.subarray(place).toString("utf8");
}

/** Opens the log for the server to append to, and says how long it is. */
export async function openLog(file: string): Promise<{ handle: Awaited<ReturnType<typeof open>>; size: number }> {
  const handle = await open(file, "a", 0o600);
  return { handle, size: (await handle.stat()).size };
}

/** Why PostgreSQL did not start, as one sentence for a person. */
export function explain(said: string, folder: string, log?: string): Failure {
  const facts = { folder, log };
  if (/No space left on device|Check free disk space|Disk quota exceeded/i.test(said))
    return new Failure("unavailable", `The disk that holds ${folder} is full; free some space and start again.`, facts);
  if (/incompatible with server|not compatible with this version/i.test(said))
    return new Failure(
      "conflict",
      `The database in ${folder} was made by another PostgreSQL than the ${postgresMajor} of this Handloom; start the Handloom that made it.`,
      facts,
    );
  if (/Permission denied|could not access|Read-only file system/i.test(said))
    return new Failure("unavailable", `PostgreSQL may not read and write ${folder}; ${lastLine(said)}`, facts);
  return new Failure(
    "unavailable",
    `PostgreSQL did not start: ${lastLine(said)}${log === undefined ? "" : ` Its log is ${log}.`}`,
    facts,
  );
}

/** The line that tells most: the last one that is an error, without its time and process. */
function lastLine(said: string): string {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const worst =
    lines.filter((line) => /PANIC|FATAL|ERROR|error:/.test(line)).at(-1) ?? lines.at(-1) ?? "it said nothing.";
  const sentence = worst.replace(/^.*?(PANIC|FATAL|ERROR|error):\s*/, "").trim();
  return sentence.endsWith(".") ? sentence : `${sentence}.`;
}
