import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Failure } from "#failure";
import { isAlive } from "./cluster-processes.ts";

/** The advisory lock that every process holds, shared, while it uses a private server. */
export const useNumber = 7_165_100;
/** The advisory lock of the one Handloom server of a private database. */
const serveNumber = 7_165_101;

const retryMilliseconds = 200;

/** The right to be the one Handloom server of a folder. */
export interface ServerLock {
  /** Tells later starts where this server answers, once it is known. */
  announce(address: string): Promise<void>;
  /** Resolves when another server took the right while the database was away, and this one should end. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

type Given = {
  readonly url: string;
  /** The folder of the private server. */
  readonly folder: string;
  readonly address?: string;
};

/**
 * Takes the right to be the one Handloom server of a folder, or refuses with the address of the one that is. The truth
 * is a lock in PostgreSQL that ends with its connection, so that a killed server never blocks the next.
 */
export async function holdServerLock({ url, folder, address }: Given): Promise<ServerLock> {
  let holding = await hold(url, folder);
  let where = address ?? "";
  let isReleased = false;
  const lost = new Promise<void>((resolve) => {
    const watch = () => holding.once("end", () => isReleased || void again());
    // The database ends, and comes back, while this server goes on.
    const again = async () => {
      while (!isReleased) {
        try {
          holding = await hold(url, folder);
        } catch (thrown) {
          if (thrown instanceof Failure) return resolve();
          await sleep(retryMilliseconds, undefined, { ref: false });
          continue;
        }
        if (isReleased) return void holding.end().catch(() => undefined);
        watch();
        // Only where others look for the address; its disk may still be full.
        return void writeServerFile(folder, where).catch(() => undefined);
      }
    };
    watch();
  });
  const announce = (at: string) => {
    where = at;
    return writeServerFile(folder, at);
  };
  const release = async () => {
    isReleased = true;
    // What stands there once another server took the right is the other's.
    const named = await readServerFile(folder);
    if (named === undefined || named.pid === process.pid) await rm(serverFile(folder), { force: true });
    await holding.end().catch(() => undefined);
  };
  await announce(where);
  return { announce, lost, release };
}

/** A connection that holds the lock. */
async function hold(url: string, folder: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "handloom server", keepAlive: true });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await take(client, folder);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function take(client: pg.Client, folder: string): Promise<void> {
  const patience = 5_000;
  const end = Date.now() + patience;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [serveNumber]);
    if (rows[0]?.taken) return;
    const running = await readServerFile(folder);
    // A server that was just killed may hold its connection a moment longer, and one that just began may not have written its file yet.
    const isAnother = running !== undefined && running.pid !== process.pid && isAlive(running.pid);
    if (isAnother || Date.now() > end) throw alreadyRunning(folder, running?.address);
    await sleep(50);
  }
}

function alreadyRunning(folder: string, address: string | undefined): Failure {
  const where = address ? ` at ${address}` : "";
  return new Failure(
    "conflict",
    `Handloom is already running on this data${where}; stop it first, or choose another HANDLOOM_DATA.`,
    {
      folder,
      ...(address ? { address } : {}),
    },
  );
}

/** Where the Handloom server of a folder answers; absent when none lives there. */
export async function readServerAddress(folder: string): Promise<string | undefined> {
  const found = await readServerFile(folder);
  return found !== undefined && found.address !== "" && isAlive(found.pid) ? found.address : undefined;
}

type ServerFile = { readonly pid: number; readonly address: string };

const serverFile = (folder: string) => join(folder, "server.json");

async function readServerFile(folder: string): Promise<ServerFile | undefined> {
  try {
    return JSON.parse(await readFile(serverFile(folder), "utf8")) as ServerFile;
  } catch {
    return undefined;
  }
}

/** Written aside and moved, so that nobody reads half of it. */
async function writeServerFile(folder: string, address: string): Promise<void> {
  const aside = `${serverFile(folder)}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify({ pid: process.pid, address })}\n`, { mode: 0o600 });
  await rename(aside, serverFile(folder));
}
