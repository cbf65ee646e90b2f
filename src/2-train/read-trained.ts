import { Failure } from "#failure";
import type { Id } from "#ids";
import type { FileTables } from "#platform/blobs";
import type { World } from "#world";
import { type FoldedRow, readFolds } from "./out-of-fold.ts";
import type { TrainTables } from "./tables.ts";

/** A run that was trained: what it learned from, and the artifacts that it left. */
export interface TrainedRun {
  readonly run: Id<"run">;
  readonly question: Id<"question">;
  readonly recipe: string;
  readonly seed: number;
  readonly snapshot: Id<"snapshot">;
  readonly model: { readonly hash: string; readonly bytes: number };
  readonly outOfFold: string;
  /** What is known of the training, the number of its examples and its seconds among it. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/** Reads what a training left; a failure where a run was not trained. */
export async function readTrained(world: Pick<World<TrainTables>, "db">, run: Id<"run">): Promise<TrainedRun> {
  const row = await world.db
    .selectFrom("run")
    .select(["question", "recipe", "seed", "snapshot", "summary"])
    .where("id", "=", run)
    .executeTakeFirstOrThrow();
  const artifacts = await world.db
    .selectFrom("run_artifact")
    .select(["name", "blob as hash", "bytes"])
    .where("run", "=", run)
    .execute();
  const [model, folds] = ["model", "out-of-fold"].map((name) => artifacts.find((one) => one.name === name));
  if (!model || !folds || !row.snapshot) throw new Failure("conflict", "This run is not trained.", { run });
  return {
    run,
    question: row.question,
    recipe: (row.recipe as { kind: string }).kind,
    seed: row.seed,
    snapshot: row.snapshot,
    model: { hash: model.hash, bytes: model.bytes },
    outOfFold: folds.hash,
    summary: row.summary as Readonly<Record<string, unknown>>,
  };
}

/** What a training answered to its own examples, each by a learner that had not seen it, from where it is stored. */
export async function* readOutOfFold(
  world: Pick<World<FileTables>, "blobs">,
  given: { workspace: Id<"workspace">; trained: Pick<TrainedRun, "outOfFold"> },
): AsyncGenerator<FoldedRow> {
  yield* readFolds(await world.blobs.stream(given.workspace, given.trained.outOfFold));
}
