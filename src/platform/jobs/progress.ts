import { type RawBuilder, sql } from "kysely";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { notify, storable } from "#platform/database";
import type { World } from "#world";
import type { Progress } from "./job.ts";
import type { JobTables } from "./tables.ts";

interface Ending {
  readonly state: "done" | "failed" | "cancelled";
  readonly error?: string;
  readonly result?: RawBuilder<object>;
}

/** Progress that is written at most as often as `flush` is called, and that hears of a cancellation then. */
export interface StoredProgress extends Progress {
  flush(): Promise<void>;
  /** Ends the job, unless another attempt took it over. */
  end(ending: Ending): Promise<void>;
  /** Gives the job back for another attempt; `lost` says whether this one counts. */
  giveBack(counts: "lost" | "stopped"): Promise<void>;
  /** Why the attempt was told to stop, where it was. */
  stopped(): "cancelled" | "taken over" | undefined;
}

interface Row {
  readonly id: Id<"job">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project"> | null;
  readonly claim: string;
}

const beatMilliseconds = 5000;

/** Opens the progress of a running job. */
export function openProgress(
  world: Pick<World<JobTables>, "db" | "clock">,
  row: Row,
  stopping: AbortController,
): StoredProgress {
  let latest: { done: number; total: number | undefined; message: string } | undefined;
  let lines: string[] = [];
  let why: "cancelled" | "taken over" | undefined;
  let beatAt = performance.now();
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const [due, log] = [latest, lines];
    [latest, lines] = [undefined, []];
    if (log.length > 0)
      await world.db
        .insertInto("job_line")
        .values(log.map((line) => ({ job: row.id, line })))
        .execute();
    const changed = due && { done: due.done, total: due.total ?? null, message: due.message };
    const now = await look(changed);
    if (changed || log.length > 0) await tell("running", changed);
    if (!now) stop("taken over", new Failure("unavailable", "Another attempt took this job over."));
    else if (now.cancel_asked) stop("cancelled", new Failure("conflict", "Cancelled."));
  };
  const stop = (reason: NonNullable<typeof why>, failure: Failure) => {
    why ??= reason;
    stopping.abort(failure);
  };
  /** Writes what is new, or that the attempt goes on when it last said so a while ago; gives nothing when the claim is lost. */
  const look = (changed: object | undefined) => {
    if (!changed && performance.now() - beatAt < beatMilliseconds)
      return world.db
        .selectFrom("job")
        .select("cancel_asked")
        .where("id", "=", row.id)
        .where("claim", "=", row.claim)
        .executeTakeFirst();
    beatAt = performance.now();
    return held()
      .set({ ...changed, beat_at: world.clock.now() })
      .returning("cancel_asked")
      .executeTakeFirst();
  };
  const held = () => world.db.updateTable("job").where("id", "=", row.id).where("claim", "=", row.claim);
  const tell = (state: string, facts: object | undefined): Promise<void> =>
    notify(world.db, "handloom", {
      kind: "job.changed",
      workspace: row.workspace,
      project: row.project,
      job: row.id,
      state,
      ...shortened(facts),
    });

  return {
    signal: stopping.signal,
    report(done, total, message) {
      latest = { done, total, message };
    },
    line(text) {
      lines.push(text);
    },
    flush() {
      writing = writing.then(write).catch(() => undefined);
      return writing;
    },
    stopped: () => why,
    async fence(db) {
      const found = await sql`select id from job where id = ${row.id} and claim = ${row.claim} for share`.execute(db);
      if (found.rows.length > 0) return;
      const takenOver = new Failure("unavailable", "Another attempt took this job over.");
      stop("taken over", takenOver);
      throw takenOver;
    },
    async end(ending) {
      await writing;
      await write().catch(() => undefined);
      const set = {
        state: ending.state,
        error: ending.error === undefined ? null : storable(ending.error),
        result: ending.result ?? null,
        ended_at: world.clock.now(),
        claim: null,
      };
      const ended = await held().set(set).returning("id").executeTakeFirst();
      if (ended) await tell(ending.state, undefined);
    },
    async giveBack(counts) {
      await writing;
      await held()
        .set((eb) => ({
          state: "queued",
          claim: null,
          // It waits again as if it had never begun: one that is cancelled now is ended by its delivery.
          started_at: null,
          ...(counts === "lost" && { lost: eb("lost", "+", 1) }),
        }))
        .execute();
    },
  };
}

/** What a job says may be of any length, a message to other processes is not. */
const shortened = (facts: object | undefined): object | undefined =>
  facts &&
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === "string" ? value.slice(0, 500) : value]),
  );
