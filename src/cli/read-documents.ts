import type { Dirent } from "node:fs";
import { opendir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";

const bytesLimit = 4 * 1024 * 1024;
const charactersLimit = 1024 * 1024;

/** A document of a folder as a JSON line {text, label, key}; without a line where it is no text that can be taken. */
export interface ReadDocument {
  readonly path: string;
  readonly line: string | undefined;
}

/** How many documents lie in the sub-folders of a folder. */
export async function countDocuments(folder: string): Promise<number> {
  let count = 0;
  for await (const _ of documentPaths(folder)) count++;
  return count;
}

/**
 * Reads the documents of a folder one at a time; the folder that a document lies in is its class, as in a zip. Hidden
 * files are left out, and links too, so that nothing outside of the folder is ever sent.
 */
export async function* readDocuments(folder: string): AsyncGenerator<ReadDocument> {
  for await (const { path, kind } of documentPaths(folder)) {
    const text = kind === "file" ? await readText(path).catch(() => undefined) : undefined;
    yield { path, line: text === undefined ? undefined : lineOf(folder, path, text) };
  }
}

function lineOf(folder: string, path: string, text: string): string | undefined {
  const parts = relative(folder, path).split(sep);
  const line = JSON.stringify({ text, label: parts.at(-2), key: parts.join("/") });
  return line.length < 2 * charactersLimit ? `${line}\n` : undefined;
}

interface DocumentPath {
  readonly path: string;
  readonly kind: "file" | "other";
}

async function* documentPaths(folder: string, depth = 0): AsyncGenerator<DocumentPath> {
  const entries: Dirent[] = [];
  for await (const entry of await opendir(folder)) if (!isHidden(entry.name)) entries.push(entry);
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* documentPaths(path, depth + 1);
    else if (depth > 0) yield { path, kind: entry.isFile() ? "file" : "other" };
  }
}

const isHidden = (name: string): boolean => basename(name).startsWith(".") || name === "__MACOSX";

/** A file's text: UTF-8 or marked UTF-16, else Windows-1252; nothing for what is no text, empty, or too long to be taken whole. */
async function readText(path: string): Promise<string | undefined> {
  if ((await stat(path)).size > bytesLimit) return undefined;
  const bytes = await readFile(path);
  const wide = wideEncoding(bytes);
  if (!wide && bytes.includes(0)) return undefined;
  const text = (wide ? new TextDecoder(wide).decode(bytes) : decode(bytes)).trim().toWellFormed();
  return text === "" || text.length > charactersLimit ? undefined : text;
}

/** UTF-16, by its mark. */
function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
