import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoopTables, WebhookTables } from "#automate";
import { type Id, newId } from "#ids";
import type { Who } from "#platform/access";
import { type FileTables, folderBlobs } from "#platform/blobs";
import { bulkTransaction, openDatabase } from "#platform/database";
import type { EventTables } from "#platform/events";
import type { Job, JobTables, Progress } from "#platform/jobs";
import { openOutbound } from "#platform/outbound";
import { firstWorkspace, type PeopleTables } from "#platform/people";
import { makeSealing } from "#platform/secrets";
import { seededRandom } from "#statistics";
import type { Log, World } from "#world";
import { testDatabase } from "./database.ts";

type AllTables = LoopTables & WebhookTables & FileTables & EventTables & JobTables & PeopleTables;
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A world over a database and a folder of the calling test file's own, with a clock that can be moved. */
export async function testWorld() {
  const own = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "handloom-world-"));
  const database = openDatabase<AllTables>({ url: own.url, connections: 8, name: "test" });
  const time = { ahead: 0 };
  const world: World<AllTables> = {
    db: database.db,
    bulk: (work) => bulkTransaction(database.pool, work),
    clock: { now: () => new Date(Date.now() + time.ahead) },
    random: seededRandom(1),
    log: quiet,
    blobs: folderBlobs(folder),
    // Jobs stay queued as rows until a test runs them with `runQueued`.
    jobs: { send: async () => undefined },
    sealing: makeSealing(["t".repeat(40)]),
    // Tests call servers of their own.
    outbound: openOutbound(["127.0.0.0/8"]),
  };
  const { id: workspace } = await firstWorkspace(world);
  return {
    world,
    workspace,
    url: own.url,
    pool: database.pool,
    folder,
    moveClock: (milliseconds: number) => {
      time.ahead += milliseconds;
    },
    async close() {
      await database.close();
      await own.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The progress of a job that nobody watches or cancels. */
export const patient: Progress = {
  signal: new AbortController().signal,
  fence: async () => undefined,
  report: () => undefined,
  line: () => undefined,
};

/** Runs the oldest queued job of one of the given kinds in this process, as a worker would; gives its result or rejects. */
export async function runQueued(
  world: World<AllTables>,
  jobs: readonly Job<World<AllTables>, never>[],
  progress: Progress = patient,
): Promise<object | undefined> {
  const row = await world.db
    .updateTable("job")
    .set({ state: "running" })
    .where("id", "=", world.db.selectFrom("job").select("id").where("state", "=", "queued").orderBy("id").limit(1))
    .returningAll()
    .executeTakeFirstOrThrow();
  const job = jobs.find((one) => one.name === row.name);
  if (!job) throw new Error(`No job "${row.name}" was given.`);
  const given = {
    job: row.id,
    workspace: row.workspace,
    project: row.project ?? undefined,
    askedBy: row.asked_by,
    input: job.input.parse(row.input),
    progress,
  };
  const result = await job.run(world, given);
  await world.db.updateTable("job").set({ state: "done", ended_at: new Date() }).where("id", "=", row.id).execute();
  return result;
}

/** The owner of a workspace, for use-cases that ask who does it. */
export const ownerOf = (workspace: Id<"workspace">): Who => ({
  kind: "person",
  id: "person_test",
  name: "p",
  workspace,
  workspaceName: "w",
  role: "owner",
  projectRoles: new Map(),
  scopes: undefined,
});

/** Someone to label, with an id that sorts. */
export const somebody = (): string => newId("person");
