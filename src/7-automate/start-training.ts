import type { Id } from "#ids";
import { type LabelTables, readQuestion } from "#label";
import { transaction } from "#platform/database";
import { askJob, type JobTables } from "#platform/jobs";
import { createRun, nameJobOfRun, type TrainTables } from "#train";
import type { TrainOptions } from "#train/contract";
import type { World } from "#world";
import { standardFlow } from "./jobs.ts";

/** Starts the standard flow: a run and the job that carries it out. */
export function startTraining(
  world: Pick<World<TrainTables & LabelTables & JobTables>, "db" | "clock" | "jobs">,
  given: { workspace: Id<"workspace">; project: Id<"project">; options: TrainOptions; askedBy: string },
): Promise<{ job: Id<"job">; run: Id<"run"> }> {
  return transaction(world.db, async (db) => {
    const { id: question } = await readQuestion({ db }, given.project, given.options.question);
    const run = await createRun({ ...world, db }, { ...given, question });
    const job = await askJob({ ...world, db }, standardFlow, {
      input: { run },
      workspace: given.workspace,
      project: given.project,
      title: "Train, evaluate, register",
      askedBy: given.askedBy,
    });
    await nameJobOfRun({ ...world, db }, run, job);
    return { job, run };
  });
}
