import type { RawBuilder } from "kysely";
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
  end(ending: Ending): Promise<void>;
  cancelled(): boolean;
}

interface Row {
  readonly id: Id<"job">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project"> | null;
}

/** Opens the progress of a running job. */
export function openProgress(
  world: Pick<World<JobTables>, "db" | "clock">,
  row: Row,
  stopping: AbortController,
): StoredProgress {
  let latest: { done: number; total: number | undefined; message: string } | undefined;
  let lines: string[] = [];
  let isCancelled = false;
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
    const now = await world.db
      .updateTable("job")
      .set(changed ?? { started_at: (eb) => eb.ref("started_at") })
      .where("id", "=", row.id)
      .returning("cancel_asked")
      .executeTakeFirst();
    if (changed || log.length > 0) await tell("running", changed);
    if (now?.cancel_asked) {
      isCancelled = true;
      stopping.abort(new Failure("conflict", "Cancelled."));
    }
  };
  const tell = (state: string, facts: object | undefined): Promise<void> =>
    notify(world.db, "handloom", {
      kind: "job.changed",
      workspace: row.workspace,
      project: row.project,
      job: row.id,
      state,
      ...facts,
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
    cancelled: () => isCancelled,
    async end(ending) {
      await writing;
      await write().catch(() => undefined);
      const set = {
        state: ending.state,
        error: ending.error === undefined ? null : storable(ending.error),
        result: ending.result ?? null,
        ended_at: world.clock.now(),
      };
      await world.db.updateTable("job").set(set).where("id", "=", row.id).execute();
      await tell(ending.state, undefined);
    },
  };
}
