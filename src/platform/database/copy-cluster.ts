import { constants } from "node:fs";
import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#failure";
import { processesOf } from "./cluster-processes.ts";
import { withFolderLock } from "./folder-lock.ts";
import { chownAll } from "./run-as-user.ts";

const kept = 3;

/** Keeps a copy of the files of a stopped cluster, as before an upgrade, beside the last two; answers where it is. */
export async function copyCluster(folder: string, name: string): Promise<string> {
  return withFolderLock(folder, async () => {
    const cluster = join(folder, "cluster");
    if ((await processesOf(cluster)).length > 0)
      throw new Failure("conflict", `The database in ${folder} runs, so its files cannot be copied; stop it first.`, {
        folder,
      });
    const copies = join(folder, "copies");
    await mkdir(copies, { recursive: true, mode: 0o700 });
    const making = join(copies, "making");
    await rm(making, { recursive: true, force: true });
    try {
      // Where the file system can, a copy shares its blocks with the original and costs nothing.
      await cp(cluster, making, {
        recursive: true,
        mode: constants.COPYFILE_FICLONE,
        preserveTimestamps: true,
        verbatimSymlinks: true,
      });
      await keepOwner(cluster, making);
    } catch (error) {
      await rm(making, { recursive: true, force: true });
      const why = (error as NodeJS.ErrnoException).code === "ENOSPC" ? "the disk is full" : (error as Error).message;
      throw new Failure("unavailable", `The database could not be copied to ${copies}: ${why}.`, { folder: copies });
    }
    const copy = join(copies, `${new Date().toISOString().replaceAll(":", "-")} ${name.replaceAll(/[^\w.-]+/g, "-")}`);
    await rename(making, copy);
    await removeOld(copies);
    return copy;
  });
}

async function keepOwner(cluster: string, copy: string): Promise<void> {
  const { uid, gid } = await stat(cluster);
  if ((await stat(copy)).uid !== uid) await chownAll(copy, { uid, gid });
}

/** The names begin with their time, so the last ones are the newest. */
async function removeOld(copies: string): Promise<void> {
  const names = (await readdir(copies)).sort();
  for (const name of names.slice(0, -kept)) await rm(join(copies, name), { recursive: true, force: true });
}
