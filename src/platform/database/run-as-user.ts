import { chown, readdir, readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { Failure } from "#failure";
import { asOurselves, type RunAs, runProgram } from "./run-program.ts";

/** The account that PostgreSQL gets where root may not make user namespaces. */
const accountName = "postgres";

/**
 * Decides how PostgreSQL runs on a folder, because it refuses root.
 *
 * Root enters a user namespace in which it bears another number: outside it stays the owner of the files, so it works
 * in a folder closed to all other accounts. Where that is not permitted (some containers) the account `postgres` is used.
 */
export async function runAsUser(folder: string, programs: readonly string[]): Promise<RunAs> {
  if (process.platform === "win32" || (process.getuid?.() !== 0 && isKnownUser())) return asOurselves;
  const owner = await ownerOf(join(folder, "cluster"));
  if (process.getuid?.() === 0 && owner !== undefined && owner.uid !== 0) return enterable(folder, programs, owner);
  const namespace = await inNamespace();
  if (namespace !== undefined) return namespace;
  if (process.getuid?.() !== 0) return asOurselves;
  const user = await postgresAccount();
  await chown(folder, user.uid, user.gid);
  if (owner !== undefined) await chownAll(join(folder, "cluster"), user);
  return enterable(folder, programs, user);
}

type Account = { readonly uid: number; readonly gid: number };

/** A container may run us under a number that has no name, and initdb insists on one. */
function isKnownUser(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}

async function ownerOf(path: string): Promise<Account | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : { uid: found.uid, gid: found.gid };
}

async function inNamespace(): Promise<RunAs | undefined> {
  if (process.platform !== "linux") return undefined;
  // initdb asks for the name of its number, so the number must be a known one.
  const known = await readFile("/etc/passwd", "utf8").catch(() => "");
  const row = known.split("\n").find((line) => /^[^:]+:[^:]*:[1-9]\d*:\d+:/.test(line));
  const [, , uid = "1", gid = "1"] = (row ?? "").split(":");
  const prefix = ["unshare", "--user", `--map-user=${uid}`, `--map-group=${gid}`, "--"];
  const tried = await runProgram(["true"], { prefix });
  return tried.code === 0 ? { prefix } : undefined;
}

async function postgresAccount(): Promise<Account> {
  const known = await idsOf(accountName);
  if (known !== undefined) return known;
  await runProgram(["useradd", "--system", "--user-group", "--no-create-home", accountName]);
  const made = await idsOf(accountName);
  if (made !== undefined) return made;
  throw new Failure(
    "unavailable",
    "PostgreSQL does not run as root, and neither a user namespace nor an account `postgres` could be made here; start Handloom as an ordinary user.",
  );
}

async function idsOf(name: string): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([runProgram(["id", "-u", name]), runProgram(["id", "-g", name])]);
  return uid.code === 0 && gid.code === 0 ? { uid: Number(uid.output), gid: Number(gid.output) } : undefined;
}

async function enterable(folder: string, programs: readonly string[], user: Account): Promise<RunAs> {
  const runAs: RunAs = { prefix: [], ...user };
  for (const path of [folder, ...programs]) {
    if ((await runProgram(["test", "-x", path], runAs)).code === 0) continue;
    const closed = await firstClosed(path, runAs);
    throw new Failure(
      "unavailable",
      `PostgreSQL runs here as the user number ${user.uid}, who may not enter ${closed}; open it with \`chmod o+x\`, choose another HANDLOOM_DATA, or start Handloom as an ordinary user.`,
      { folder: closed },
    );
  }
  return runAs;
}

/** The topmost folder on the way to a path that the account may not enter. */
async function firstClosed(path: string, runAs: RunAs): Promise<string> {
  const parent = dirname(path);
  const above = parent === path ? path : await firstClosed(parent, runAs);
  if (above !== parent || parent === path) return above;
  return (await runProgram(["test", "-x", parent], runAs)).code === 0 ? path : parent;
}

/** Gives a folder and all below it to an account. */
export async function chownAll(folder: string, { uid, gid }: Account): Promise<void> {
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), uid, gid);
}
