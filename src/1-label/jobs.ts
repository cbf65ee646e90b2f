import { sql } from "kysely";
import { z } from "zod";
import { type CollectTables, endImport, importFile, importItems } from "#collect";
import { sentenceOf } from "#failure";
import { inProject } from "#platform/access/contract";
import type { FileTables } from "#platform/blobs";
import { isPassing, notify } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { askJob, defineJob, type Job, type JobTables } from "#platform/jobs";
import type { Database, World } from "#world";
import { openLabelImport } from "./files/import-labels.ts";
import { takeBackImport } from "./files/take-back-import.ts";
import { retireLeft } from "./questions/leave-labels.ts";
import { settleMerge } from "./questions/settle-merge.ts";
import type { LabelTables } from "./tables.ts";
import { settleTasks } from "./tasks/settle-tasks.ts";
import { expectTasks, stockTasks } from "./tasks/stock-tasks.ts";

type Seen = World<CollectTables & LabelTables & EventTables & FileTables>;

/** Takes a file that was sent: its items, and their labels where it has some. */
export const importJob = defineJob<Seen, z.output<typeof importFile.input>>({
  ...importFile,
  permission: inProject("admin", "import"),
  input: importFile.input as unknown as z.ZodType<z.output<typeof importFile.input>>,
  async run(world, { input, project, workspace, progress }) {
    if (!project) throw new Error("An import without a project.");
    const author = { kind: "import", how: "imported", id: input.import } as const;
    const now = world.clock.now();
    try {
      const result = await importItems(world, {
        import: input.import,
        progress,
        open: async (taking) => {
          const labels = await openLabelImport(taking, {
            project,
            author,
            now,
            world,
            import: input.import,
          });
          return {
            questions: labels.questions,
            rows: labels.rows,
            end: async ({ added }) => {
              const db = taking.db as unknown as Database<EventTables & LabelTables>;
              for (const part of labels.parts()) await expectTasks(db, { project, part });
              const { labelled, isUnsettled } = await labels.end();
              if (isUnsettled)
                await askJob({ db: taking.db as unknown as Database<JobTables>, jobs: world.jobs }, settleTasksJob, {
                  input: {},
                  workspace,
                  project,
                  title: "Look which items are done",
                  askedBy: taking.askedBy,
                });
              await progress.fence(taking.db);
              const facts = { import: input.import, added, labelled };
              await announce({ db }, { kind: "items.imported", workspace, project, facts });
              return { labelled };
            },
          };
        },
      });
      // Until statistics are gathered the planner may take these tables for empty, and read them whole.
      await sql`analyze item, consensus`.execute(world.db);
      await stockTasks(world, { project, why: "arrived" });
      await sql`analyze task`.execute(world.db);
      // The live model may have heard of the items before their tasks were drawn, and ranked tasks that are gone now.
      await notify(world.db, "handloom", { kind: "items.imported", workspace, project });
      return result;
    } catch (thrown) {
      if (!isForLater(thrown, progress.signal)) {
        const isCancelled = progress.signal.aborted;
        const error = isCancelled ? "Cancelled." : sentenceOf(thrown);
        await end(world, { import: input.import, state: isCancelled ? "cancelled" : "failed", error });
      }
      throw progress.signal.aborted ? progress.signal.reason : thrown;
    }
  },
  ended: (world, { input }, ending) => end(world, { import: input.import, ...ending }),
});

async function end(world: Seen, ending: Parameters<typeof endImport>[1]): Promise<void> {
  await endImport(world, ending);
  await retireLeft(world, ending.import);
}

/** A lost connection or a stopping worker: another attempt follows, which needs the file. */
function isForLater(thrown: unknown, signal: AbortSignal): boolean {
  if (signal.aborted) return (signal.reason as { kind?: string } | null)?.kind === "unavailable";
  return isPassing(thrown);
}

const takingBack = z.object({ import: z.string().transform((id) => id as `import_${string}`) });

/** The job that takes an import back. */
export const takeBackJob = defineJob<Seen, z.output<typeof takingBack>>({
  name: "take-back-import",
  input: takingBack as unknown as z.ZodType<z.output<typeof takingBack>>,
  permission: inProject("admin", "import"),
  async run(world, { input, project, workspace, progress }) {
    if (!project) throw new Error("An import without a project.");
    return takeBackImport(world, { workspace, project, import: input.import, progress });
  },
});

/** The job that looks which items are done after the questions of a project changed. */
export const settleTasksJob = defineJob<Seen, Record<string, never>>({
  name: "settle-tasks",
  input: z.object({}) as unknown as z.ZodType<Record<string, never>>,
  permission: inProject("admin", "manage"),
  async run(world, { project, progress }) {
    if (!project) throw new Error("Questions without a project.");
    return settleTasks(world, { project, progress });
  },
});

const settling = z.object({ label: z.string().transform((id) => id as `label_${string}`) });

/** The job that follows the merge of a label: what votes had decided is decided anew. */
export const settleJob = defineJob<Seen, z.output<typeof settling>>({
  name: "settle-merge",
  input: settling as unknown as z.ZodType<z.output<typeof settling>>,
  permission: inProject("admin", "manage"),
  async run(world, { input, project, workspace, progress }) {
    if (!project) throw new Error("A merge without a project.");
    const settled = await settleMerge(world, { project, label: input.label, progress });
    await announce(world, { kind: "labels.changed", workspace, project });
    return settled;
  },
});

/** The background work of labelling. */
export const labelJobs = [importJob, takeBackJob, settleJob, settleTasksJob] as unknown as readonly Job<Seen, never>[];
