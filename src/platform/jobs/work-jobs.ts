import { setInterval } from "node:timers";
import type { PgBoss } from "pg-boss";
import { Failure, sentenceOf } from "#failure";
import type { Id } from "#ids";
import { isPassing, json } from "#platform/database";
import type { World } from "#world";
import type { Job } from "./job.ts";
import { openProgress } from "./progress.ts";
import type { JobTables } from "./tables.ts";

const attempts = 6;

/** Runs jobs of the given kinds in this process until `stop`, which lets running ones be taken over by another worker. */
export async function workJobs<Seen extends World<JobTables>>(
  world: Seen,
  boss: PgBoss,
  jobs: readonly Job<Seen, never>[],
): Promise<{ stop(): Promise<void> }> {
  const running = new Set<AbortController>();
  for (const job of jobs) {
    const options = {
      localConcurrency: job.atOnce ?? 1,
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 5,
      heartbeatRefreshSeconds: 5,
    };
    await boss.work<{ job: Id<"job"> }>(job.name, options, async ([delivered]) => {
      if (!delivered) return;
      const stopping = new AbortController();
      running.add(stopping);
      try {
        await runJob(world, job, { id: delivered.data.job, attempt: delivered.retryCount + 1, stopping });
      } finally {
        running.delete(stopping);
      }
    });
  }
  return {
    async stop() {
      for (const one of running)
        one.abort(new Failure("unavailable", "The worker stopped; the job goes on elsewhere."));
      await boss.stop({ graceful: true, timeout: 5000 });
    },
  };
}

interface Delivery {
  readonly id: Id<"job">;
  readonly attempt: number;
  readonly stopping: AbortController;
}

async function runJob<Seen extends World<JobTables>>(
  world: Seen,
  job: Job<Seen, never>,
  delivery: Delivery,
): Promise<void> {
  const row = await startJob(world, delivery.id);
  if (!row) return;
  const progress = openProgress(world, row, delivery.stopping);
  const timer = setInterval(() => void progress.flush(), 400);
  try {
    const input = job.input.parse(row.input);
    const result = await job.run(world, {
      job: row.id,
      workspace: row.workspace,
      project: row.project ?? undefined,
      askedBy: row.asked_by,
      input,
      progress,
    });
    await progress.end({ state: "done", result: json(result ?? {}) });
  } catch (thrown) {
    await failed(world, { row, delivery, progress, thrown });
  } finally {
    clearInterval(timer);
  }
}

async function failed(
  world: World<JobTables>,
  given: {
    row: { id: Id<"job">; name: string };
    delivery: Delivery;
    progress: ReturnType<typeof openProgress>;
    thrown: unknown;
  },
): Promise<void> {
  const { row, delivery, progress, thrown } = given;
  if (progress.cancelled()) return progress.end({ state: "cancelled", error: "Cancelled." });
  if (delivery.stopping.signal.aborted) throw thrown;
  if (thrown instanceof Failure) return progress.end({ state: "failed", error: thrown.message });
  world.log.error(
    { job: row.id, name: row.name, attempt: delivery.attempt, error: thrown },
    "A job failed unexpectedly.",
  );
  if (delivery.attempt < attempts && isPassing(thrown)) throw thrown;
  return progress.end({ state: "failed", error: `Something went wrong inside Handloom: ${sentenceOf(thrown)}` });
}

async function startJob(world: Pick<World<JobTables>, "db" | "clock">, id: Id<"job">) {
  return world.db
    .updateTable("job")
    .set({ state: "running", started_at: world.clock.now(), error: null })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running"])
    .where("cancel_asked", "=", false)
    .returning(["id", "workspace", "project", "name", "input", "asked_by"])
    .executeTakeFirst();
}
