import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does the work while no other process does work on the same folder.
 *
 * The lock is one that the system itself takes back when its holder dies, however it dies. Node offers no such lock on
 * files, but the SQLite inside it takes one; the file stays empty.
 */
export async function withFolderLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const file = new DatabaseSync(join(folder, "folder.lock"), { timeout: 0 });
  try {
    while (!taken(file)) await sleep(50);
    return await work();
  } finally {
    file.close();
  }
}

function taken(file: DatabaseSync): boolean {
  try {
    file.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    const busy = 5; // SQLITE_BUSY
    if ((error as { errcode?: number }).errcode === busy) return false;
    throw error;
  }
}
