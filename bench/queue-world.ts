import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoopTables } from "#automate";
import { startImport, uploadImport } from "#collect";
import type { Id } from "#ids";
import { createProject, labelJobs } from "#label";
import { type FileTables, folderBlobs } from "#platform/blobs";
import { bulkTransaction, migrate, openDatabase } from "#platform/database";
import type { EventTables } from "#platform/events";
import type { JobTables, Progress } from "#platform/jobs";
import { openOutbound } from "#platform/outbound";
import { firstWorkspace, type PeopleTables } from "#platform/people";
import { makeSealing } from "#platform/secrets";
import { seededRandom } from "#statistics";
import type { Log, World } from "#world";
import { startPrivateServer } from "../src/platform/database/private-server.ts";

type Tables = LoopTables & FileTables & EventTables & JobTables & PeopleTables;

const nothing = () => undefined;
const quiet: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const progress: Progress = {
  signal: new AbortController().signal,
  fence: async () => undefined,
  report: nothing,
  line: nothing,
};

/** A world over a private PostgreSQL with its shipped settings, in which the bench asks the use-cases themselves. */
export interface QueueWorld {
  readonly world: World<Tables>;
  readonly workspace: Id<"workspace">;
  close(): Promise<void>;
}

/** Opens it on a temporary folder; `connections` is how many may be used at once. */
export async function openQueueWorld(connections: number): Promise<QueueWorld> {
  const folder = await mkdtemp(join(tmpdir(), "handloom-queue-"));
  const server = await startPrivateServer({ folder: join(folder, "postgres"), log: quiet });
  await migrate({ url: server.url });
  const database = openDatabase<Tables>({ url: server.url, connections, name: "bench" });
  const world: World<Tables> = {
    db: database.db,
    bulk: (work) => bulkTransaction(database.pool, work),
    clock: { now: () => new Date() },
    random: seededRandom(1),
    log: quiet,
    blobs: folderBlobs(join(folder, "blobs")),
    jobs: { send: async () => undefined },
    sealing: makeSealing([]),
    outbound: openOutbound([]),
  };
  const { id: workspace } = await firstWorkspace(world);
  const close = async () => {
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { world, workspace, close };
}

/** Makes a project of so many items by the import that everybody uses. */
export async function fillProject({ world, workspace }: QueueWorld, items: number): Promise<Id<"project">> {
  const labels = ["one", "two", "three"];
  const about = {
    workspace,
    name: `${items} items`,
    task: "classify",
    labels,
    guideline: "",
    auditShare: 0.15,
  } as const;
  const project = await createProject(world, about);
  const sent = await uploadImport(world, {
    workspace,
    project,
    name: "items.txt",
    format: "txt",
    askedBy: "bench",
    body: lines(items),
  });
  const options = { duplicates: "skip", minPerClass: 1 } as const;
  const at = { workspace, project, import: sent.import as Id<"import"> };
  const { job } = await startImport(world, { ...at, options, askedBy: "bench" });
  const importJob = labelJobs.find((one) => one.name === "import-file");
  const input = { import: at.import } as never;
  await importJob?.run(world, { job: job as Id<"job">, workspace, project, askedBy: "bench", input, progress });
  return project;
}

async function* lines(items: number): AsyncGenerator<Uint8Array> {
  for (let row = 0; row < items; row += 5000) {
    const block = Array.from(
      { length: Math.min(5000, items - row) },
      (_, k) => `message number ${row + k} about something to be labelled\n`,
    );
    yield Buffer.from(block.join(""));
  }
}
