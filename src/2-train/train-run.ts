import { answerKind } from "#answers";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { drawTexts, type LabelTables, type Part, readExamples, readQuestion, takeSnapshot } from "#label";
import { modelKind, type Trained } from "#models";
import { type FileTables, keepFile } from "#platform/blobs";
import { json, transaction } from "#platform/database";
import type { Progress } from "#platform/jobs";
import { seededRandom } from "#statistics";
import type { World } from "#world";
import { moveRun } from "./create-run.ts";
import { writeFolds } from "./out-of-fold.ts";
import type { TrainTables } from "./tables.ts";

type Seen = Pick<World<TrainTables & LabelTables & CollectTables & FileTables>, "db" | "blobs" | "clock">;

const vocabularyTexts = 20_000;

/**
 * Trains a run on all labels outside the test and validation splits and the audit items, in a thread, and stores its artifacts:
 * the model, and what it answered to its own examples out of fold. A run that was trained before a kill is not trained anew.
 */
export async function trainRun(
  world: Seen,
  given: { run: Id<"run">; project: Id<"project">; workspace: Id<"workspace">; progress: Progress },
): Promise<void> {
  const { progress } = given;
  if (await isTrained(world, given.run)) return;
  await moveRun(world, given.run, { state: "running" });
  const row = await world.db
    .selectFrom("run")
    .select(["seed", "parameters", "recipe", "question"])
    .where("id", "=", given.run)
    .executeTakeFirstOrThrow();
  const kind = modelKind((row.recipe as { kind: string }).kind);
  const question = await readQuestion(world, given.project, row.question);
  progress.report(0, 4, "Freezing the labels");
  const snapshot = await takeSnapshot(world, {
    project: given.project,
    question: row.question,
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
    order: answerKind(question.kind).order,
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
  await store(world, { ...given, labelled: snapshot.labelled, teaching, trained, seconds });
}

async function isTrained(world: Pick<Seen, "db">, run: Id<"run">): Promise<boolean> {
  const found = await world.db
    .selectFrom("run_artifact")
    .select("name")
    .where("run", "=", run)
    .where("name", "=", "out-of-fold")
    .executeTakeFirst();
  return found !== undefined;
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
  given: {
    snapshot: Id<"snapshot">;
    workspace: Id<"workspace">;
    most: number;
    order: (one: string, other: string) => number;
  },
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
  const labels = [...new Set(found)].sort(given.order);
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
  readonly labelled: number;
  readonly teaching: Teaching;
  readonly trained: Trained;
  readonly seconds: number;
}

/** Stores the artifacts of a run, with what is known of them, at once or not at all. */
async function store(world: Seen, given: Storing): Promise<void> {
  const { run, trained, teaching, workspace, project } = given;
  const model = await world.blobs.receive(workspace, trained.artifact);
  const folds = await world.blobs.receive(workspace, writeFolds({ ...teaching, probabilities: trained.outOfFold }));
  const figures = { examples: teaching.texts.length, seconds: given.seconds, ...trained.figures, bytes: model.bytes };
  const summary = {
    examples: teaching.texts.length,
    labels: teaching.labels.length,
    labelled: given.labelled,
    ...trained.summary,
    bytes: model.bytes,
    seconds: given.seconds,
  };
  await transaction(world.db, async (db) => {
    await given.progress.fence(db);
    for (const [name, received] of [["model", model] as const, ["out-of-fold", folds] as const]) {
      await keepFile({ db }, received, { workspace, project, owner: run, path: name });
      const artifact = { blob: received.hash, bytes: received.bytes };
      await db
        .insertInto("run_artifact")
        .values({ run, name, ...artifact })
        .onConflict((conflict) => conflict.columns(["run", "name"]).doUpdateSet(artifact))
        .execute();
    }
    await db.deleteFrom("run_metric").where("run", "=", run).execute();
    const series = Object.entries(figures).map(([name, value]) => ({ run, name, step: 0, value }));
    await db.insertInto("run_metric").values(series).execute();
    await db
      .updateTable("run")
      .set({ summary: json(summary) })
      .where("id", "=", run)
      .execute();
  });
}
