import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { json, lockInTransaction, transaction } from "#platform/database";
import type { World } from "#world";
import type { TrainOptions } from "./contract.ts";
import { nextRunStates, type RunState, type TrainTables } from "./tables.ts";

type Seen = Pick<World<TrainTables>, "db" | "clock">;

/** Makes a queued run with the next number of its project. */
export function createRun(
  world: Seen,
  given: { project: Id<"project">; question: Id<"question">; options: TrainOptions; askedBy: string },
): Promise<Id<"run">> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, `runs ${given.project}`);
    const last = await db
      .selectFrom("run")
      .select((eb) => eb.fn.max("number").as("number"))
      .where("project", "=", given.project)
      .executeTakeFirst();
    const id = newId("run");
    await db
      .insertInto("run")
      .values({
        id,
        project: given.project,
        question: given.question,
        number: (last?.number ?? 0) + 1,
        recipe: json({ kind: given.options.recipe }),
        parameters: json({ features: given.options.features }),
        seed: given.options.seed,
        state: "queued",
        asked_by: given.askedBy,
        snapshot: null,
        job: null,
        error: null,
        started_at: null,
        ended_at: null,
      })
      .execute();
    return id;
  });
}

/** Names the job that carries a run out. */
export async function nameJobOfRun(world: Seen, run: Id<"run">, job: Id<"job">): Promise<void> {
  await world.db.updateTable("run").set({ job }).where("id", "=", run).execute();
}

/** Moves a run to a state it may go to, with what is known then. */
export async function moveRun(
  world: Seen,
  run: Id<"run">,
  to: { state: RunState; error?: string; summary?: object },
): Promise<void> {
  const from = (Object.keys(nextRunStates) as RunState[]).filter((state) => nextRunStates[state].includes(to.state));
  const now = world.clock.now();
  const times = to.state === "running" ? { started_at: now } : { ended_at: now };
  const moved = await world.db
    .updateTable("run")
    .set({ state: to.state, error: to.error ?? null, ...times, ...(to.summary && { summary: json(to.summary) }) })
    .where("id", "=", run)
    .where("state", "in", from)
    .returning("id")
    .executeTakeFirst();
  if (!moved) throw new Failure("conflict", "This run has ended already.", { run });
}
