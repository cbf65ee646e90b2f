import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "#failure";

/**
 * Does the work while no other process does work on the same folder.
 *
 * The lock is one that the system itself takes back when its holder dies, however it dies. Node offers no such lock on
 * files, but the SQLite inside it takes one; the file stays empty.
 */
export async function withFolderLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const file = openLock(folder);
  try {
    while (!taken(file, folder)) await sleep(50);
    return await work();
  } finally {
    file.close();
  }
}

function openLock(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, "folder.lock"), { timeout: 0 });
  } catch (error) {
    throw unusable(folder, error);
  }
}

function taken(file: DatabaseSync, folder: string): boolean {
  try {
    file.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (codeOf(error) === sqlite.busy) return false;
    throw unusable(folder, error);
  }
}

const sqlite = { busy: 5, full: 13 };

const codeOf = (error: unknown) => (error as { errcode?: number }).errcode;

function unusable(folder: string, error: unknown): Failure {
  const why = codeOf(error) === sqlite.full ? "its disk is full" : "this account may not read and write there";
  return new Failure("unavailable", `The folder ${folder} of the database could not be used: ${why}.`, { folder });
}
