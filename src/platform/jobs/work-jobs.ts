import { setInterval } from "node:timers";
import type { Selectable } from "kysely";
import type { PgBoss } from "pg-boss";
import { Failure, sentenceOf } from "#failure";
import type { Id } from "#ids";
import { isPassing, json } from "#platform/database";
import type { World } from "#world";
import type { Job, JobGiven } from "./job.ts";
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
  if (!row) return endCancelled(world, job, delivery.id);
  const progress = openProgress(world, row, delivery.stopping);
  const timer = setInterval(() => void progress.flush(), 400);
  try {
    const result = await job.run(world, { ...givenOf(job, row), progress });
    await progress.end({ state: "done", result: json(result ?? {}) });
  } catch (thrown) {
    await failed(world, { job, row, delivery, progress, thrown });
  } finally {
    clearInterval(timer);
  }
}

async function failed<Seen extends World<JobTables>>(
  world: Seen,
  given: {
    job: Job<Seen, never>;
    row: JobRow;
    delivery: Delivery;
    progress: ReturnType<typeof openProgress>;
    thrown: unknown;
  },
): Promise<void> {
  const { job, row, delivery, progress, thrown } = given;
  if (progress.cancelled()) return progress.end(cancelled);
  if (delivery.stopping.signal.aborted) throw thrown;
  if (thrown instanceof Failure) return progress.end({ state: "failed", error: thrown.message });
  world.log.error(
    { job: row.id, name: row.name, attempt: delivery.attempt, error: thrown },
    "A job failed unexpectedly.",
  );
  const ending = { state: "failed", error: `Something went wrong inside Handloom: ${sentenceOf(thrown)}` } as const;
  if (isPassing(thrown)) {
    if (delivery.attempt < attempts) throw thrown;
    await job.ended?.(world, givenOf(job, row), ending);
  }
  return progress.end(ending);
}

const cancelled = { state: "cancelled", error: "Cancelled." } as const;

/** Ends a job that was cancelled while no worker had it: while it was queued, or after its worker was killed. */
async function endCancelled<Seen extends World<JobTables>>(
  world: Seen,
  job: Job<Seen, never>,
  id: Id<"job">,
): Promise<void> {
  const row = await world.db
    .selectFrom("job")
    .select([...columns, "state"])
    .where("id", "=", id)
    .where("cancel_asked", "=", true)
    .where((eb) =>
      eb.or([eb("state", "=", "running"), eb.and([eb("state", "=", "cancelled"), eb("started_at", "is", null)])]),
    )
    .executeTakeFirst();
  if (!row) return;
  await job.ended?.(world, givenOf(job, row), cancelled);
  if (row.state === "running") await openProgress(world, row, new AbortController()).end(cancelled);
}

const columns = ["id", "workspace", "project", "name", "input", "asked_by"] as const;

type JobRow = Pick<Selectable<JobTables["job"]>, (typeof columns)[number]>;

function givenOf<Input>(job: Pick<Job<never, Input>, "input">, row: JobRow): Omit<JobGiven<Input>, "progress"> {
  return {
    job: row.id,
    workspace: row.workspace,
    project: row.project ?? undefined,
    askedBy: row.asked_by,
    input: job.input.parse(row.input),
  };
}

async function startJob(world: Pick<World<JobTables>, "db" | "clock">, id: Id<"job">): Promise<JobRow | undefined> {
  return world.db
    .updateTable("job")
    .set({ state: "running", started_at: world.clock.now(), error: null })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running"])
    .where("cancel_asked", "=", false)
    .returning(columns)
    .executeTakeFirst();
}
