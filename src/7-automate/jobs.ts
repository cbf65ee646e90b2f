import { z } from "zod";
import type { CollectTables } from "#collect";
import {
  type EvaluateTables,
  evaluateTraining,
  headlineSentence,
  type MeasuredTraining,
  measuredSentence,
  nameVersion,
} from "#evaluate";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames } from "#label";
import { openModel } from "#models";
import { inProject } from "#platform/access/contract";
import type { FileTables } from "#platform/blobs";
import { isPassing, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { idNaming } from "#platform/http/contract";
import { defineJob, type Job, type JobGiven } from "#platform/jobs";
import { measureProfile, type RegisterTables, registerVersion } from "#register";
import { isTooFewInAll } from "#statistics";
import { moveRun, readTrained, type TrainTables, trainRun } from "#train";
import type { World } from "#world";

type Seen = World<
  TrainTables & EvaluateTables & RegisterTables & LabelTables & CollectTables & FileTables & EventTables
>;

const input = z.object({ run: idNaming("run") });
type Given = JobGiven<z.infer<typeof input>> & { readonly project: Id<"project"> };

/** The standard flow as one job: train, evaluate, register. Its result is what a training answers with. */
export const standardFlow = defineJob<Seen, z.infer<typeof input>>({
  name: "standard-flow",
  input,
  permission: inProject("annotator", "train"),
  async run(world, given) {
    const { project } = given;
    if (!project) throw new Error("A training without a project.");
    const run = given.input.run;
    const done = await finished(world, run);
    if (done) return done;
    try {
      return await flow(world, { ...given, project }, run);
    } catch (thrown) {
      if (given.progress.signal.aborted && (thrown as { kind?: string }).kind === "unavailable") throw thrown;
      // Another attempt follows.
      if (!given.progress.signal.aborted && isPassing(thrown)) throw thrown;
      await moveRun(world, run, {
        state: given.progress.signal.aborted ? "cancelled" : "failed",
        error: sentenceOf(thrown),
      }).catch(() => undefined);
      throw thrown;
    }
  },
  async ended(world, { input: { run } }, ending) {
    const open = await world.db
      .selectFrom("run")
      .select("id")
      .where("id", "=", run)
      .where("state", "in", ["queued", "running"])
      .executeTakeFirst();
    if (open) await moveRun(world, open.id, ending);
  },
});

/** The result of a run that was carried out to its end before, when a job is repeated after a kill. */
async function finished(world: Pick<Seen, "db">, run: Id<"run">): Promise<object | undefined> {
  const row = await world.db
    .selectFrom("run")
    .select(["state", "summary"])
    .where("id", "=", run)
    .executeTakeFirstOrThrow();
  return row.state === "done" ? ((row.summary as { result?: object }).result ?? {}) : undefined;
}

/**
 * The parts of the flow one after the other. Each leaves what it did in the database and the files, and finds there what the one
 * before left: whoever repeats the flow goes on where it was cut off.
 */
async function flow(world: Seen, given: Given, run: Id<"run">): Promise<object> {
  const { project, workspace, progress } = given;
  await trainRun(world, { run, project, workspace, progress });
  progress.report(3, 4, "Evaluating");
  const evaluated = await evaluateTraining(world, { run, project, workspace, fence: progress.fence });
  progress.line(
    isTooFewInAll(evaluated.items)
      ? `Too few to say how good it is. ${measuredSentence(evaluated)}`
      : `${headlineSentence(evaluated)} ${measuredSentence(evaluated)}`,
  );
  return registerTraining(world, given, { run, evaluated });
}

/** Makes a trained and measured run a version, at once or not at all. */
async function registerTraining(
  world: Seen,
  given: Given,
  { run, evaluated }: { run: Id<"run">; evaluated: MeasuredTraining },
): Promise<object> {
  const { project, workspace, progress } = given;
  const trained = await readTrained(world, run);
  const { question, model, summary } = trained;
  const artifact = await world.blobs.read(workspace, model.hash);
  const profile = await measureProfile(world, { project, question, artifact });
  progress.line(
    `Its profile, which traffic is compared with, rests on ${profile.items} items that it never learned from.`,
  );
  progress.signal.throwIfAborted();
  const names = await labelNames(world, project);
  const { split, items, metrics } = evaluated;
  return transaction(world.db, async (db) => {
    const within = { ...world, db };
    await progress.fence(db);
    const { labels } = openModel(artifact);
    const version = await registerVersion(within, {
      ...{ workspace, project, question, run, artifact: model, profile, by: given.askedBy },
      signature: {
        kind: trained.recipe,
        field: "text",
        labels: labels.map((id) => ({ id, name: names.get(id) ?? id })),
      },
      metrics: {
        ...metrics,
        measuredOn: split,
        items,
        examples: summary.examples,
        labelled: summary.labelled,
      },
    });
    await nameVersion(within, run, version.id);
    const result = {
      run,
      version: version.number,
      question,
      seconds: Math.round(Number(summary.seconds) * 1000) / 1000,
      split,
      measured: measuredSentence(evaluated),
      items,
      tooFew: isTooFewInAll(items),
      metrics,
    };
    const measured = { measuredOn: split, measuredItems: items, metrics, version: version.number };
    await moveRun(within, run, { state: "done", summary: { ...summary, ...measured, result } });
    const facts = { run, version: version.number, question };
    await announce(within, { kind: "run.finished", workspace, project, facts });
    return result;
  });
}

/** The background work of automating. */
export const automateJobs = [standardFlow] as unknown as readonly Job<Seen, never>[];
