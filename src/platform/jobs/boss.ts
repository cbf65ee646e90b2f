import { CompiledQuery } from "kysely";
import { PgBoss } from "pg-boss";
import { sentenceOf } from "#failure";
import type { JobQueue, Log } from "#world";

// A worker that stops answering for this long loses its job to another; with the monitor's interval on top it is under a minute.
const heartbeatSeconds = 20;
const monitorSeconds = 10;

/** A started pg-boss. `supervises` says whether this process also looks after lost jobs (workers do, servers do not). */
export async function startBoss(given: { url: string; process: "server" | "worker"; log: Log }): Promise<PgBoss> {
  const works = given.process === "worker";
  const boss = new PgBoss({
    connectionString: given.url,
    schema: "boss",
    application_name: `handloom-jobs-${given.process}`,
    max: works ? 4 : 2,
    supervise: works,
    schedule: false,
    useListenNotify: works,
    superviseIntervalSeconds: monitorSeconds,
    monitorIntervalSeconds: monitorSeconds,
  });
  boss.on("error", (thrown) =>
    given.log.warn({ error: sentenceOf(thrown) }, "The job queue stumbled; it tries again."),
  );
  await boss.start();
  return boss;
}

/** Makes the queue of a job kind if it is new. */
export async function ensureQueue(boss: PgBoss, name: string): Promise<void> {
  // How often a job is tried is decided by our own table; this only has to outlast it.
  const wanted = { notify: true, retryLimit: 1000, retryDelay: 1, heartbeatSeconds, expireInSeconds: 23 * 3600 };
  if (await boss.getQueue(name)) await boss.updateQueue(name, wanted);
  else await boss.createQueue(name, wanted);
}

/** Whether the queue still has something to deliver for a job. */
export async function isQueued(boss: PgBoss, name: string, job: string): Promise<boolean> {
  const found = await boss.findJobs(name, { key: job });
  return found.some(({ state }) => state === "created" || state === "retry" || state === "active");
}

/** The queue as use-cases see it. */
export function bossQueue(boss: PgBoss): JobQueue {
  return {
    async send(db, name, job) {
      const executeSql = async (text: string, values?: unknown[]) => ({
        rows: [...(await db.getExecutor().executeQuery(CompiledQuery.raw(text, values))).rows],
      });
      await boss.send(name, { job }, { singletonKey: job, db: { executeSql } });
    },
  };
}
