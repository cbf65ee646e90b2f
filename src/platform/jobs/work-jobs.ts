import { setInterval } from "node:timers";
import { type Selectable, sql } from "kysely";
import type { PgBoss } from "pg-boss";
import { Failure, sentenceOf } from "#failure";
import { type Id, newId } from "#ids";
import { isFull, isPassing, json } from "#platform/database";
import type { World } from "#world";
import type { Job, JobGiven } from "./job.ts";
import { openProgress, type StoredProgress } from "./progress.ts";
import type { JobTables } from "./tables.ts";

/** Attempts whose worker died, or that lost the database; stops in good order are none. */
const mostLost = 6;

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
        await runJob(world, job, { id: delivered.data.job, stopping });
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
  readonly stopping: AbortController;
}

async function runJob<Seen extends World<JobTables>>(
  world: Seen,
  job: Job<Seen, never>,
  delivery: Delivery,
): Promise<void> {
  const row = await claimJob(world, delivery.id);
  if (!row) return endCancelled(world, job, delivery.id);
  const progress = openProgress(world, row, delivery.stopping);
  if (row.lost >= mostLost) return giveUp(world, { job, row, progress });
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

interface Attempt<Seen> {
  readonly job: Job<Seen, never>;
  readonly row: Claimed;
  readonly progress: StoredProgress;
}

/** Ends a job whose attempts were lost too often: whatever it does ends workers, and would end the next one. */
async function giveUp<Seen>(world: Seen, { job, row, progress }: Attempt<Seen>): Promise<void> {
  const error = `Given up: ${row.lost} attempts were lost, each time because the worker died or the database was away.`;
  await job.ended?.(world, givenOf(job, row), { state: "failed", error });
  await progress.end({ state: "failed", error });
}

async function failed<Seen extends World<JobTables>>(
  world: Seen,
  given: Attempt<Seen> & { delivery: Delivery; thrown: unknown },
): Promise<void> {
  const { job, row, delivery, progress, thrown } = given;
  const why = progress.stopped();
  if (why === "cancelled") return progress.end(cancelled);
  // The attempt that has the job now also ends it.
  if (why === "taken over") return;
  if (delivery.stopping.signal.aborted) {
    await progress.giveBack("stopped");
    throw thrown;
  }
  if (thrown instanceof Failure && !isPassing(thrown)) return progress.end({ state: "failed", error: thrown.message });
  const full = isFull(thrown);
  if (full) return progress.end({ state: "failed", error: full });
  world.log.error({ job: row.id, name: row.name, lost: row.lost, error: thrown }, "A job failed unexpectedly.");
  const said =
    thrown instanceof Failure ? thrown.message : `Something went wrong inside Handloom: ${sentenceOf(thrown)}`;
  const ending = { state: "failed", error: said } as const;
  if (isPassing(thrown)) {
    if (row.lost + 1 < mostLost) {
      await progress.giveBack("lost");
      throw thrown;
    }
    await job.ended?.(world, givenOf(job, row), ending);
  }
  return progress.end(ending);
}

const cancelled = { state: "cancelled", error: "Cancelled." } as const;

/** Ends a job that was cancelled while no worker had it: while it was queued, or after its worker was killed or gave it back. */
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
      eb.or([eb("state", "in", open), eb.and([eb("state", "=", "cancelled"), eb("started_at", "is", null)])]),
    )
    .executeTakeFirst();
  if (!row) return;
  await job.ended?.(world, givenOf(job, row), cancelled);
  await world.db
    .updateTable("job")
    .set({ ...cancelled, ended_at: world.clock.now(), claim: null })
    .where("id", "=", id)
    .where("state", "in", open)
    .execute();
}

// One that was asked to stop while its worker stopped is queued and asked to stop at once.
const open = ["queued", "running"] as const;
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

type Claimed = JobRow & { readonly claim: string; readonly lost: number };

/** Takes a job for this attempt. Where an earlier attempt still holds it, that one is lost, whether it knows or not. */
async function claimJob(world: Pick<World<JobTables>, "db" | "clock">, id: Id<"job">): Promise<Claimed | undefined> {
  const claim = newId("claim");
  const now = world.clock.now();
  const row = await world.db
    .updateTable("job")
    .set({
      state: "running",
      started_at: now,
      error: null,
      claim,
      beat_at: now,
      lost: sql`lost + (claim is not null)::integer`,
    })
    .where("id", "=", id)
    .where("state", "in", open)
    .where("cancel_asked", "=", false)
    .returning([...columns, "lost"])
    .executeTakeFirst();
  return row && { ...row, claim };
}
