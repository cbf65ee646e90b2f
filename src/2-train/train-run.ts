import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { drawTexts, type LabelTables, type Part, readExamples, type Snapshot, takeSnapshot } from "#label";
import { mostTrainingCharacters, planFeatures, type ThreadTrained, trainTextInThread } from "#models/text";
import { type FileTables, keepFile } from "#platform/blobs";
import { transaction } from "#platform/database";
import type { Progress } from "#platform/jobs";
import { seededRandom } from "#statistics";
import type { World } from "#world";
import { moveRun } from "./create-run.ts";
import type { TrainTables } from "./tables.ts";

type Seen = Pick<World<TrainTables & LabelTables & CollectTables & FileTables>, "db" | "blobs" | "clock">;

const vocabularyTexts = 20_000;

/** What a finished training hands on: its snapshot, its artifact, and what each training text was answered out of fold. */
export interface TrainedRun {
  readonly run: Id<"run">;
  readonly snapshot: Snapshot;
  readonly artifact: { readonly hash: string; readonly bytes: number; readonly content: Uint8Array };
  /** Label ids in the order of the classes. */
  readonly labels: readonly string[];
  readonly items: readonly Id<"item">[];
  readonly truth: Int32Array;
  /** Probabilities of every training text by a learner that had not seen it (texts x classes). */
  readonly outOfFold: Float32Array;
  readonly seed: number;
  readonly seconds: number;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** Trains a run on all labels outside the test and validation splits and the audit items, in a thread, and stores its artifact. */
export async function trainRun(
  world: Seen,
  given: { run: Id<"run">; project: Id<"project">; workspace: Id<"workspace">; progress: Progress },
): Promise<TrainedRun> {
  const { progress } = given;
  await moveRun(world, given.run, { state: "running" });
  const row = await world.db
    .selectFrom("run")
    .select(["seed", "parameters"])
    .where("id", "=", given.run)
    .executeTakeFirstOrThrow();
  progress.report(0, 4, "Freezing the labels");
  const snapshot = await takeSnapshot(world, {
    project: given.project,
    workspace: given.workspace,
    signal: progress.signal,
  });
  // An attempt that lost its claim meanwhile says no more what the run learns from.
  await transaction(world.db, async (db) => {
    await progress.fence(db);
    await db.updateTable("run").set({ snapshot: snapshot.id }).where("id", "=", given.run).execute();
  });
  const teaching = await readTeaching(world, { snapshot: snapshot.id, workspace: given.workspace });
  progress.line(
    `Snapshot ${snapshot.hash.slice(0, 12)}: ${snapshot.items} items, ${snapshot.labelled} labelled, ${teaching.texts.length} of them to learn from.`,
  );
  const { features: asked } = row.parameters as { features: "words" | "all" };
  const plan = planFeatures({ texts: teaching.texts, classes: teaching.labels.length, features: asked });
  if (plan.sentence) progress.line(plan.sentence);
  const random = seededRandom(row.seed);
  const unlabelled = await drawTexts(world, { project: given.project, count: vocabularyTexts, random });
  progress.report(1, 4, "Training");
  const started = performance.now();
  const trained = await trainTextInThread(
    {
      texts: teaching.texts,
      labels: teaching.truth,
      classes: teaching.labels.length,
      pool: unlabelled.map((one) => one.text),
      seed: row.seed,
      options: { features: plan.features },
      calibrate: "out-of-fold",
      labelNames: teaching.labels,
    },
    {
      signal: progress.signal,
      onProgress: (phase) =>
        progress.report(phase === "calibrate" ? 3 : 2, 4, phase === "features" ? "Training" : "Calibrating"),
    },
  );
  for (const line of trained.log) progress.line(line);
  const seconds = (performance.now() - started) / 1000;
  return store(world, { ...given, snapshot, teaching, trained, read: plan.features, seconds, seed: row.seed });
}

interface Teaching {
  readonly texts: string[];
  readonly items: Id<"item">[];
  readonly truth: Int32Array;
  readonly labels: string[];
}

const teaches: readonly Part[] = ["learn"];

async function readTeaching(
  world: Seen,
  given: { snapshot: Id<"snapshot">; workspace: Id<"workspace"> },
): Promise<Teaching> {
  const texts: string[] = [];
  const items: Id<"item">[] = [];
  const found: string[] = [];
  let characters = 0;
  for await (const examples of readExamples(world, { ...given, parts: teaches })) {
    for (const one of examples) {
      characters += one.text.length;
      texts.push(one.text);
      items.push(one.item);
      found.push(one.label);
    }
    if (characters > mostTrainingCharacters)
      throw new Failure(
        "invalid",
        `A training reads at most ${mostTrainingCharacters / 1e6} million characters; the first ${texts.length} labelled texts have as many. Train on fewer or shorter texts.`,
        { most: mostTrainingCharacters, examples: texts.length },
      );
  }
  const labels = [...new Set(found)].sort();
  const classOf = new Map(labels.map((label, at) => [label, at]));
  if (labels.length < 2) {
    throw new Failure(
      "conflict",
      `Training needs at least two labels with examples; there ${labels.length === 1 ? "is one" : "are none"}. Label more items, or import labelled ones.`,
      { labels: labels.length, examples: texts.length },
    );
  }
  return { texts, items, truth: Int32Array.from(found, (label) => classOf.get(label) ?? 0), labels };
}

interface Storing {
  readonly run: Id<"run">;
  readonly project: Id<"project">;
  readonly workspace: Id<"workspace">;
  readonly progress: Progress;
  readonly snapshot: Snapshot;
  readonly teaching: Teaching;
  readonly trained: ThreadTrained;
  /** Which features were read. */
  readonly read: "words" | "all";
  readonly seconds: number;
  readonly seed: number;
}

async function store(world: Seen, given: Storing): Promise<TrainedRun> {
  const { run, trained, teaching } = given;
  const blob = await world.blobs.receive(given.workspace, trained.artifact);
  const { features, epochs, temperature } = trained;
  const summary = {
    examples: teaching.texts.length,
    labels: teaching.labels.length,
    features,
    read: given.read,
    epochs,
    temperature,
    bytes: blob.bytes,
    seconds: given.seconds,
    phases: trained.seconds,
  };
  await transaction(world.db, async (db) => {
    await given.progress.fence(db);
    const artifact = { blob: blob.hash, bytes: blob.bytes };
    await keepFile({ db }, blob, { workspace: given.workspace, project: given.project, owner: run, path: "model" });
    await db
      .insertInto("run_artifact")
      .values({ run, name: "model", ...artifact })
      .onConflict((conflict) => conflict.columns(["run", "name"]).doUpdateSet(artifact))
      .execute();
    await db.deleteFrom("run_metric").where("run", "=", run).execute();
    const series = Object.entries({
      examples: summary.examples,
      seconds: given.seconds,
      epochs,
      temperature,
      bytes: blob.bytes,
    });
    await db
      .insertInto("run_metric")
      .values(series.map(([name, value]) => ({ run, name, step: 0, value })))
      .execute();
  });
  if (!trained.outOfFold) throw new Error("A stored training is always calibrated.");
  return {
    run,
    snapshot: given.snapshot,
    artifact: { hash: blob.hash, bytes: blob.bytes, content: trained.artifact },
    labels: teaching.labels,
    items: teaching.items,
    truth: teaching.truth,
    outOfFold: trained.outOfFold,
    seed: given.seed,
    seconds: given.seconds,
    summary,
  };
}
