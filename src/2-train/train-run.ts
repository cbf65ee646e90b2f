import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { drawTexts, type LabelTables, type Part, readExamples, type Snapshot, takeSnapshot } from "#label";
import { modelKind, type Trained } from "#models";
import { type FileTables, keepFile } from "#platform/blobs";
import { transaction } from "#platform/database";
import type { Progress } from "#platform/jobs";
import { seededRandom } from "#statistics";
import type { World } from "#world";
import { moveRun } from "./create-run.ts";
import type { TrainTables } from "./tables.ts";

type Seen = Pick<World<TrainTables & LabelTables & CollectTables & FileTables>, "db" | "blobs" | "clock">;

const vocabularyTexts = 20_000;

/** What a finished training hands on: its recipe, its snapshot, its artifact, and what each training text was answered out of fold. */
export interface TrainedRun {
  readonly run: Id<"run">;
  readonly recipe: string;
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
    .select(["seed", "parameters", "recipe"])
    .where("id", "=", given.run)
    .executeTakeFirstOrThrow();
  const kind = modelKind((row.recipe as { kind: string }).kind);
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
  const teaching = await readTeaching(world, {
    snapshot: snapshot.id,
    workspace: given.workspace,
    most: kind.mostCharacters,
  });
  progress.line(
    `Snapshot ${snapshot.hash.slice(0, 12)}: ${snapshot.items} items, ${snapshot.labelled} labelled, ${teaching.texts.length} of them to learn from.`,
  );
  const random = seededRandom(row.seed);
  const unlabelled = await drawTexts(world, { project: given.project, count: vocabularyTexts, random });
  const { texts, truth, labels } = teaching;
  const pool = unlabelled.map((one) => one.text);
  const options = row.parameters as Readonly<Record<string, unknown>>;
  const started = performance.now();
  const trained = await kind.train(
    { texts, truth, labels, pool, seed: row.seed, options },
    {
      signal: progress.signal,
      line: progress.line,
      begins: (part) => progress.report(part === "Training" ? 1 : 2, 4, part),
    },
  );
  const seconds = (performance.now() - started) / 1000;
  return store(world, { ...given, snapshot, teaching, trained, seconds, seed: row.seed, recipe: kind.name });
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
  given: { snapshot: Id<"snapshot">; workspace: Id<"workspace">; most: number },
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
    if (characters > given.most)
      throw new Failure(
        "invalid",
        `A training reads at most ${given.most / 1e6} million characters; the first ${texts.length} labelled texts have as many. Train on fewer or shorter texts.`,
        { most: given.most, examples: texts.length },
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
  readonly trained: Trained;
  readonly recipe: string;
  readonly seconds: number;
  readonly seed: number;
}

async function store(world: Seen, given: Storing): Promise<TrainedRun> {
  const { run, trained, teaching } = given;
  const blob = await world.blobs.receive(given.workspace, trained.artifact);
  const summary = {
    examples: teaching.texts.length,
    labels: teaching.labels.length,
    ...trained.summary,
    bytes: blob.bytes,
    seconds: given.seconds,
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
      ...trained.figures,
      bytes: blob.bytes,
    });
    await db
      .insertInto("run_metric")
      .values(series.map(([name, value]) => ({ run, name, step: 0, value })))
      .execute();
  });
  return {
    run,
    recipe: given.recipe,
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
