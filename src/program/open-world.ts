import type { PgBoss } from "pg-boss";
import type { Config } from "#config";
import { openBlobs } from "#platform/blobs";
import { bulkTransaction, type OpenDatabase, openDatabase } from "#platform/database";
import { bossQueue, ensureQueue, startBoss } from "#platform/jobs";
import { openOutbound } from "#platform/outbound";
import { readSealing } from "#platform/secrets";
import type { Log, World } from "#world";
import { allJobs } from "./all-jobs.ts";
import type { AllTables } from "./all-tables.ts";

/** The world of one process, and how to leave it. */
export interface OpenWorld {
  readonly world: World<AllTables>;
  readonly database: OpenDatabase<AllTables>;
  readonly boss: PgBoss;
  close(): Promise<void>;
}

/** Opens what use-cases may touch: the database, the blobs, the queue, the clock, chance. */
export async function openWorld(given: {
  url: string;
  config: Config;
  log: Log;
  process: "server" | "worker";
}): Promise<OpenWorld> {
  const { HANDLOOM_DATA: data, HANDLOOM_BLOBS } = given.config;
  const blobs = await openBlobs({ data, blobs: HANDLOOM_BLOBS });
  const sealing = await readSealing(given.config);
  const database = openDatabase<AllTables>({
    url: given.url,
    connections: given.process === "server" ? 20 : 12,
    name: `handloom-${given.process}`,
    // A job may wait for an import to end; a person is told, and their browser tries again.
    ...(given.process === "server" && { lockMilliseconds: 3000 }),
  });
  const boss = await startBoss({ url: given.url, process: given.process, log: given.log });
  for (const job of allJobs) await ensureQueue(boss, job.name);
  const world: World<AllTables> = {
    db: database.db,
    bulk: (work) => bulkTransaction(database.pool, work),
    clock: { now: () => new Date() },
    random: Math.random,
    log: given.log,
    blobs,
    jobs: bossQueue(boss),
    sealing,
    outbound: openOutbound(given.config.HANDLOOM_OUTBOUND_PRIVATE),
  };
  return {
    world,
    database,
    boss,
    async close() {
      await boss.stop({ graceful: false, timeout: 1000 }).catch(() => undefined);
      await database.close();
    },
  };
}
