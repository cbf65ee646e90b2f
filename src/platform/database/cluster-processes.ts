import { readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram } from "./run-program.ts";

/** What the postmaster wrote about itself in `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/** Reads `postmaster.pid`; absent when there is none or it is half written. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const [pid, port, state] = [Number(lines[0]), Number(lines[3]), lines[7]?.trim()];
  return pid > 0 ? { pid, port, isReady: port > 0 && state === "ready" } : undefined;
}

/** The ids of all living PostgreSQL processes of a cluster, a dead postmaster's orphans among them. */
export async function processesOf(cluster: string): Promise<readonly number[]> {
  if (process.platform === "linux") return processesOnLinux(cluster);
  if (process.platform === "win32") return processNamedInFile(cluster);
  return processesByName(cluster);
}

/** Every process of PostgreSQL stays in the folder of its cluster; a shell that somebody opened there is none of it. */
async function processesOnLinux(cluster: string): Promise<readonly number[]> {
  const own = await stat(cluster).catch(() => undefined);
  if (own === undefined) return [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = pids.map(async (pid) => {
    const folder = await stat(`/proc/${pid}/cwd`).catch(() => undefined);
    if (folder?.ino !== own.ino || folder.dev !== own.dev) return [];
    const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    return name.trim() === "postgres" ? [Number(pid)] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Elsewhere the postmaster is known by its arguments; its orphans end by themselves, and PostgreSQL waits for them. */
async function processesByName(cluster: string): Promise<readonly number[]> {
  const names = [cluster, await realpath(cluster).catch(() => cluster)];
  const { output } = await runProgram(["ps", "-axww", "-o", "pid=,command="]);
  const lines = output.split("\n").filter((line) => names.some((name) => line.includes(`postgres -D ${name} `)));
  return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid > 0);
}

async function processNamedInFile(cluster: string): Promise<readonly number[]> {
  const file = await readPostmasterFile(cluster);
  return file !== undefined && isAlive(file.pid) ? [file.pid] : [];
}

/** Whether a process with this id lives, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The postmaster of a cluster, if it lives; its file alone proves nothing, since another program may bear its id now. */
export async function livingPostmaster(cluster: string): Promise<PostmasterFile | undefined> {
  const file = await readPostmasterFile(cluster);
  if (file === undefined) return undefined;
  return (await processesOf(cluster)).includes(file.pid) ? file : undefined;
}

/** Ends what a dead postmaster left: its processes first get time to notice, and its file goes last. */
export async function clearLeftovers(cluster: string): Promise<void> {
  if (!(await waitUntilGone(cluster, 3_000))) await signalAll(cluster, "SIGQUIT");
  if (!(await waitUntilGone(cluster, 3_000))) await signalAll(cluster, "SIGKILL");
  await waitUntilGone(cluster, 3_000);
  if ((await processesOf(cluster)).length === 0) await rm(join(cluster, "postmaster.pid"), { force: true });
}

/** Waits until no process of the cluster lives; says whether that came true in time. */
export async function waitUntilGone(cluster: string, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while ((await processesOf(cluster)).length > 0) {
    if (Date.now() > end) return false;
    await sleep(20);
  }
  return true;
}

/** Stops a postmaster: its sessions are cut and its pages written; past the limit it stops at once and recovers at the next start. */
export async function endPostmaster(cluster: string, pid: number, limit = 15_000): Promise<void> {
  send(pid, "SIGINT");
  if (await waitUntilGone(cluster, limit)) return;
  send(pid, "SIGQUIT");
  if (!(await waitUntilGone(cluster, 5_000))) await signalAll(cluster, "SIGKILL");
  await waitUntilGone(cluster, 1_000);
}

async function signalAll(cluster: string, signal: NodeJS.Signals): Promise<void> {
  for (const pid of await processesOf(cluster)) send(pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime, which is what was wanted.
  }
}
