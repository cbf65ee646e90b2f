import { z } from "zod";
import type { CollectTables } from "#collect";
import {
  type Evaluated,
  type EvaluateTables,
  evaluateTraining,
  forgetUnnamed,
  type Judged,
  measuredSentence,
  nameVersion,
  withDoubt,
} from "#evaluate";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames } from "#label";
import { inProject } from "#platform/access/contract";
import type { FileTables } from "#platform/blobs";
import { isPassing, transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { idNaming } from "#platform/http/contract";
import { defineJob, type Job, type JobGiven } from "#platform/jobs";
import { measureProfile, type Profile, type RegisterTables, registerVersion } from "#register";
import { isTooFewInAll } from "#statistics";
import { moveRun, type TrainedRun, type TrainTables, trainRun } from "#train";
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

async function flow(world: Seen, given: Given, run: Id<"run">): Promise<object> {
  const { project, workspace, progress } = given;
  await transaction(world.db, async (db) => {
    await forgetUnnamed({ db }, run);
    await progress.fence(db);
  });
  const trained = await trainRun(world, { run, project, workspace, progress });
  progress.report(3, 4, "Evaluating");
  const measuring = {
    run,
    project,
    workspace,
    version: undefined,
    snapshot: trained.snapshot.id,
    artifact: trained.artifact.content,
    seed: trained.seed,
    fence: progress.fence,
  };
  const evaluated = await evaluateTraining(world, measuring, () => outOfFoldOf(trained));
  progress.line(
    isTooFewInAll(evaluated.items)
      ? `Too few to say how often it is right. ${measuredSentence(evaluated)}`
      : `Right in ${withDoubt(evaluated.metrics.accuracy)}. ${measuredSentence(evaluated)}`,
  );
  const profile = await measureProfile(world, { project, artifact: trained.artifact.content });
  progress.line(
    `Its profile, which traffic is compared with, rests on ${profile.items} items that it never learned from.`,
  );
  progress.signal.throwIfAborted();
  return end(world, given, { trained, evaluated, profile });
}

/**
 * Makes a trained and measured run a version, at once or not at all: a repeat trains another artifact, which a version of the
 * one before must not be told to come from.
 */
async function end(world: Seen, given: Given, { trained, evaluated, profile }: Registering): Promise<object> {
  const { project, workspace, progress } = given;
  const { run } = trained;
  const { split, items, metrics } = evaluated;
  return transaction(world.db, async (db) => {
    const within = { ...world, db };
    await progress.fence(db);
    const version = await register(within, given, { trained, evaluated, profile });
    await nameVersion(within, run, version.id);
    const result = {
      run,
      version: version.number,
      seconds: Math.round(trained.seconds * 1000) / 1000,
      split,
      measured: measuredSentence(evaluated),
      items,
      tooFew: isTooFewInAll(items),
      metrics,
    };
    const measured = { measuredOn: split, measuredItems: items, metrics, version: version.number };
    await moveRun(within, run, { state: "done", summary: { ...trained.summary, ...measured, result } });
    await announce(within, { kind: "run.finished", workspace, project, facts: { run, version: version.number } });
    return result;
  });
}

interface Registering {
  readonly trained: TrainedRun;
  readonly evaluated: Pick<Evaluated, "split" | "items" | "metrics">;
  readonly profile: Profile;
}

async function register(
  world: Seen,
  given: Given,
  { trained, evaluated, profile }: Registering,
): Promise<{ id: Id<"version">; number: number }> {
  const names = await labelNames(world, given.project);
  return registerVersion(world, {
    workspace: given.workspace,
    project: given.project,
    run: trained.run,
    artifact: trained.artifact,
    signature: {
      kind: trained.recipe,
      field: "text",
      labels: trained.labels.map((id) => ({ id, name: names.get(id) ?? id })),
    },
    profile,
    metrics: {
      ...evaluated.metrics,
      measuredOn: evaluated.split,
      items: evaluated.items,
      examples: trained.items.length,
      labelled: trained.snapshot.labelled,
    },
    by: given.askedBy,
  });
}

/** What the learner answered to its own examples while it had not seen them. */
function outOfFoldOf(trained: TrainedRun): Judged[] {
  const classes = trained.labels.length;
  return trained.items.map((item, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++)
      if ((trained.outOfFold[row * classes + k] ?? 0) > (trained.outOfFold[row * classes + best] ?? 0)) best = k;
    return {
      item,
      actual: trained.labels[trained.truth[row] ?? 0] ?? "",
      predicted: trained.labels[best] ?? "",
      score: trained.outOfFold[row * classes + best] ?? 0,
      unseen: undefined,
    };
  });
}

/** The background work of automating. */
export const automateJobs = [standardFlow] as unknown as readonly Job<Seen, never>[];
