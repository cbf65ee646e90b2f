import { randomBytes } from "node:crypto";
import { chown, link, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#failure";
import { postgresBinaries, postgresMajor } from "./postgres-binaries.ts";
import { type RunAs, runProgram } from "./run-program.ts";
import { explain } from "./server-log.ts";

/** The account inside PostgreSQL that owns everything of Handloom's. */
export const databaseUser = "handloom";

/**
 * Makes the cluster of a folder unless it exists. It is made aside and moved into place whole, so a kill in the middle
 * leaves nothing half made; the caller holds the folder's lock.
 */
export async function createCluster(folder: string, runAs: RunAs): Promise<"made" | "existed"> {
  await removeUnfinished(folder);
  if (await hasCluster(folder)) return "existed";
  const password = await ensurePassword(folder);
  const making = await mkdtemp(join(folder, "making-"));
  try {
    await writeFile(join(making, "password"), password, { mode: 0o600 });
    if (runAs.uid !== undefined)
      for (const path of [making, join(making, "password")]) await chown(path, runAs.uid, runAs.gid ?? runAs.uid);
    const ended = await runProgram(initdb(making), runAs);
    if (ended.code !== 0) throw explain(ended.output, folder);
    await rename(join(making, "cluster"), join(folder, "cluster"));
    await syncFolder(folder);
    return "made";
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

function initdb(making: string): [string, ...string[]] {
  return [
    postgresBinaries().initdb,
    `--pgdata=${join(making, "cluster")}`,
    `--username=${databaseUser}`,
    `--pwfile=${join(making, "password")}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own collation: it does not change when the system's C library is upgraded, and indexes stay true.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
  ];
}

async function removeUnfinished(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith("making-"));
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}

/** Whether the cluster of a folder was made, by this PostgreSQL; a failure where another made it. */
export async function hasCluster(folder: string): Promise<boolean> {
  const version = await readFile(join(folder, "cluster", "PG_VERSION"), "utf8").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (version === undefined) return false;
  const major = Number.parseInt(version, 10);
  if (major === postgresMajor) return true;
  const which = major > postgresMajor ? "a newer Handloom" : "the older Handloom that made it";
  throw new Failure(
    "conflict",
    `The database in ${folder} was made by PostgreSQL ${major} and this Handloom brings ${postgresMajor}; start ${which} on it.`,
    { folder, major },
  );
}

/** The password of the cluster, from the file beside it. */
export async function readPassword(folder: string): Promise<string> {
  const file = join(folder, "password");
  const password = await readFile(file, "utf8").catch((error) => {
    throw new Failure("unavailable", `The password of the database could not be read from ${file} (${error.code}).`, {
      file,
    });
  });
  return password.trim();
}

/** Written whole and synced before it appears: a cluster whose password was lost would be lost with it. */
async function ensurePassword(folder: string): Promise<string> {
  const file = join(folder, "password");
  const aside = join(folder, `making-password-${randomBytes(4).toString("hex")}`);
  const handle = await open(aside, "wx", 0o600);
  await handle.writeFile(`${randomBytes(24).toString("base64url")}\n`);
  await handle.sync();
  await handle.close();
  await link(aside, file).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(aside);
  return readPassword(folder);
}

/** Makes a rename last through a power cut. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Makes the folder of the private server, closed to all other accounts. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}
