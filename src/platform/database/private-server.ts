import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Failure, sentenceOf } from "#failure";
import type { Log } from "#world";
import { endPostmaster, isAlive, livingPostmaster, readPostmasterFile } from "./cluster-processes.ts";
import { createCluster, databaseUser, hasCluster, makeFolder, readPassword } from "./create-cluster.ts";
import { withFolderLock } from "./folder-lock.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { runAsUser } from "./run-as-user.ts";
import { useNumber } from "./server-lock.ts";
import { keepLogSmall } from "./server-log.ts";
import { startPostmaster } from "./start-postmaster.ts";
import { noteTrouble } from "./trouble.ts";

/** A private PostgreSQL server in use by this process. */
export interface PrivateServer {
  readonly url: string;
  /** `adopted` when a server was found alive: another command's, or one whose Handloom was killed. */
  readonly state: "started" | "adopted";
  /** Ends this process's use; the server itself stops when nobody else uses it. */
  stop(): Promise<"stopped" | "left running">;
}

type Given = {
  /** The folder of the server, `postgres` in the data folder. */
  readonly folder: string;
  readonly log: Pick<Log, "info" | "warn">;
  /** Settings of PostgreSQL over our own; the tests switch syncing off. */
  readonly settings?: Readonly<Record<string, string>>;
};

/**
 * Starts the private PostgreSQL server of a folder, or adopts the one that lives there; makes it on first use and
 * recovers by itself after any kill. Every process that uses it calls this, and `stop()` when it is done.
 */
export async function startPrivateServer(given: Given): Promise<PrivateServer> {
  const folder = await openFolder(given.folder);
  const first = await withFolderLock(folder, () => startOrAdopt(folder, given));
  const kept = keepInUse(folder, given, first);
  const endLogCare = keepLogSmall(join(folder, "postgres.log"));
  const stop = async () => {
    endLogCare();
    const use = await kept.end();
    return withFolderLock(folder, () => stopUnlessUsed(folder, use));
  };
  return { url: urlOf(first.port, await readPassword(folder)), state: first.state, stop: once(stop) };
}

const [shortestPause, longestPause] = [100, 5000];

/**
 * Keeps the server in use until `end`. Where it ended by itself (its disk was full, somebody killed it), it is started again on
 * the same port, for as long as it takes; why it does not start yet is logged once for each reason.
 */
function keepInUse(folder: string, given: Given, first: InUse) {
  let { use } = first;
  let isEnding = false;
  let reviving = Promise.resolve();
  const watch = () =>
    use.once("end", () => {
      if (!isEnding) reviving = revive();
    });
  const again = async () => {
    const next = await startOrAdopt(folder, { ...given, port: first.port });
    if (next.port === first.port) return next.use;
    await next.use.end();
    throw new Failure("unavailable", `Another command started the database on port ${next.port} meanwhile.`);
  };
  const revive = async () => {
    let told = "";
    for (let pause = shortestPause; !isEnding; pause = Math.min(2 * pause, longestPause)) {
      try {
        use = await withFolderLock(folder, again);
        watch();
        noteTrouble(undefined);
        if (told !== "") given.log.info({ folder }, "The database is back.");
        return;
      } catch (thrown) {
        const error = sentenceOf(thrown);
        if (error !== told) given.log.warn({ folder, error }, "The database ended and does not start yet; trying on.");
        told = error;
        noteTrouble(error);
        await sleep(pause, undefined, { ref: false });
      }
    }
  };
  watch();
  return {
    async end(): Promise<pg.Client> {
      isEnding = true;
      await reviving;
      return use;
    },
  };
}

async function openFolder(given: string): Promise<string> {
  const folder = resolve(given);
  try {
    await makeFolder(folder);
    return await realpath(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOSPC"
        ? "its disk is full"
        : code === "EACCES" || code === "EPERM"
          ? "this account may not write there"
          : code;
    throw new Failure("unavailable", `The folder ${folder} of the database could not be used: ${why}.`, { folder });
  }
}

type Starting = Given & { readonly port?: number };
type InUse = { readonly port: number; readonly state: "started" | "adopted"; readonly use: pg.Client };

async function startOrAdopt(folder: string, { log, settings, port: wanted }: Starting): Promise<InUse> {
  const found = await adopt(folder, log);
  if ("use" in found) return found;
  const { initdb, postgres } = postgresBinaries();
  const runAs = await runAsUser(folder, [initdb, postgres]);
  if (wanted !== undefined && !(await hasCluster(folder)))
    throw new Failure("unavailable", `The files of the database in ${folder} are gone.`, { folder });
  if ((await createCluster(folder, runAs)) === "made") log.info({ folder }, "Made the database.");
  const port = await startPostmaster({
    folder,
    runAs,
    log,
    settings: settings ?? {},
    port: wanted ?? found.port,
    isFixed: wanted !== undefined,
  });
  try {
    return { port, state: "started", use: await openUse(folder, port) };
  } catch (error) {
    await endLiving(folder); // what we started and cannot use must not stay behind
    throw error;
  }
}

/** Takes a server that lives on the folder into use, once it answers; when none lives, gives the port of one that was killed. */
async function adopt(folder: string, log: Given["log"]): Promise<InUse | { readonly port: number | undefined }> {
  const cluster = join(folder, "cluster");
  const end = Date.now() + 10 * 60_000; // it may be recovering
  for (let found = await livingPostmaster(cluster); found !== undefined; found = await livingPostmaster(cluster)) {
    if (found.isReady) {
      const use = await openUse(folder, found.port).catch(unlessEnding);
      if (use !== undefined) return { port: found.port, state: "adopted", use };
    }
    if (Date.now() > end) throw unresponsive(folder, found.pid);
    await sleep(50);
  }
  const stale = await readPostmasterFile(cluster);
  if (stale !== undefined)
    log.warn(
      { pid: stale.pid, bornByAnother: isAlive(stale.pid) },
      "The database was not stopped in good order; it recovers now.",
    );
  return { port: stale && stale.port > 0 ? stale.port : undefined };
}

/** A server that was killed this moment still looks alive, and one that stops refuses: both are asked again. */
function unlessEnding(error: Error & { code?: string }): undefined {
  const passing = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03"];
  const isPassing = passing.includes(error.code ?? "") || /terminated unexpectedly/.test(error.message);
  if (!isPassing) throw error;
}

const unresponsive = (folder: string, pid: number) =>
  new Failure(
    "unavailable",
    `The PostgreSQL server of ${folder} (process ${pid}) neither answers nor ends; end it and start again.`,
    { pid },
  );

/** The connection that says "in use": others stop the server only when nobody holds one. */
async function openUse(folder: string, port: number): Promise<pg.Client> {
  const url = urlOf(port, await readPassword(folder), "postgres");
  const client = await connect(url).catch((error) => {
    throw refusedPassword(error, folder);
  });
  try {
    await client.query("select pg_advisory_lock_shared($1)", [useNumber]);
    const known = await client.query("select 1 from pg_database where datname = $1", [databaseUser]);
    if (known.rowCount === 0) await client.query(`create database ${databaseUser}`);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** The sentence for a wrong password; any other error as it is. */
function refusedPassword(error: Error & { code?: string }, folder: string): Error {
  if (error.code !== "28P01") return error;
  const file = join(folder, "password");
  const sentence = `The PostgreSQL server of ${folder} does not accept the password in ${file}; put the right one back.`;
  return new Failure("conflict", sentence, { file });
}

/** Under the folder's lock, so that nobody can begin to use the server between the question and the stop. */
async function stopUnlessUsed(folder: string, use: pg.Client): Promise<"stopped" | "left running"> {
  await use.query("select pg_advisory_unlock_shared($1)", [useNumber]).catch(() => undefined);
  await use.end().catch(() => undefined);
  if (await isUsed(folder)) return "left running";
  await endLiving(folder);
  return "stopped";
}

/** Asked on a new connection, because ours may have been lost while others kept theirs. */
async function isUsed(folder: string): Promise<boolean> {
  const living = await livingPostmaster(join(folder, "cluster"));
  if (living === undefined) return false;
  const client = await connect(urlOf(living.port, await readPassword(folder), "postgres")).catch(() => undefined);
  if (client === undefined) return false;
  try {
    const { rows } = await client.query<{ free: boolean }>("select pg_try_advisory_lock($1) as free", [useNumber]);
    return rows[0]?.free !== true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function endLiving(folder: string): Promise<void> {
  const cluster = join(folder, "cluster");
  const living = await livingPostmaster(cluster);
  if (living !== undefined) await endPostmaster(cluster, living.pid);
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "handloom use", keepAlive: true });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const urlOf = (port: number, password: string, database = databaseUser) =>
  `postgresql://${databaseUser}:${password}@127.0.0.1:${port}/${database}`;

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
