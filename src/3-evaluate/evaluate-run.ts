import { answerKind, type Figures } from "#answers";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { type LabelTables, readMeasured, readMerged, readQuestion } from "#label";
import { openModel, predictorFor } from "#models";
import { json } from "#platform/database";
import type { Progress } from "#platform/jobs";
import { breather } from "#platform/threads";
import type { World } from "#world";
import type { MeasuredOn } from "./contract.ts";
import { copyJudged, type Judged } from "./judged.ts";
import type { EvaluateTables } from "./tables.ts";

/** What measuring sees of the world. */
export type Seen = Pick<World<EvaluateTables & LabelTables & CollectTables>, "db" | "bulk" | "blobs">;

/** What to measure: a run's artifact on the labels of a snapshot. */
export interface Measuring {
  readonly run: Id<"run">;
  readonly project: Id<"project">;
  readonly question: Id<"question">;
  readonly workspace: Id<"workspace">;
  readonly version: Id<"version"> | undefined;
  readonly snapshot: Id<"snapshot">;
  readonly artifact: Uint8Array;
  readonly seed: number;
  /** Of the job that measures: an attempt that lost it to another one stores nothing. */
  readonly fence?: Progress["fence"] | undefined;
}

/** A stored evaluation with what was measured. */
export interface Evaluated extends Figures {
  readonly id: Id<"evaluation">;
  readonly split: MeasuredOn;
  readonly judged: readonly Judged[];
}

/**
 * Answers the items of one held-out part of a snapshot that were labelled without a suggestion, and that the model never learned
 * from; labels that were merged since are one.
 */
export async function judgePart(
  world: Seen,
  given: Measuring,
  part: "test" | "validation" | "audit",
): Promise<Judged[]> {
  const { kind } = await readQuestion(world, given.project, given.question);
  const merged = await readMerged(world, given.project);
  const predictor = predictorFor(kind, openModel(given.artifact), merged.now);
  const judged: Judged[] = [];
  const breathe = breather();
  for await (const examples of readMeasured(world, { ...given, part })) {
    for (const one of examples) {
      const found = predictor.predict(one.text);
      const { best, score } = found instanceof Promise ? await found : found;
      judged.push({
        item: one.item,
        actual: merged.now(one.label),
        predicted: predictor.labels[best] ?? "",
        score,
      });
      await breathe();
    }
  }
  return judged;
}

/**
 * Measures judged items and stores the evaluation with the answer to each item; in place of the one that an earlier attempt
 * stored, where the id is given.
 */
export async function storeEvaluation(
  world: Seen,
  given: Measuring,
  answers: { split: MeasuredOn; judged: readonly Judged[]; id?: Id<"evaluation"> },
): Promise<Evaluated> {
  const { split, judged } = answers;
  if (judged.length === 0)
    throw new Failure(
      "conflict",
      `There are no ${split} items to measure on that were labelled without a suggestion.`,
      {
        field: "split",
      },
    );
  const { kind, settings } = await readQuestion(world, given.project, given.question);
  const measured = answerKind(kind).judge(judged, { seed: given.seed, settings });
  const id = answers.id ?? newId("evaluation");
  await world.bulk(async (db, copy) => {
    if (answers.id) await db.deleteFrom("evaluation").where("id", "=", id).execute();
    await db
      .insertInto("evaluation")
      .values({
        id,
        project: given.project,
        question: given.question,
        run: given.run,
        version: given.version ?? null,
        snapshot: given.snapshot,
        split,
        items: measured.items,
        metrics: json(measured.metrics),
        per_label: json(measured.perLabel),
        confusion: json(measured.confusion),
        calibration: json(measured.calibration),
        seed: given.seed,
      })
      .execute();
    await copyJudged(copy, id, judged);
    await given.fence?.(db);
  });
  return { ...measured, id, split, judged };
}

/** Names the version that a run became in the evaluations that were made before it. */
export async function nameVersion(world: Pick<Seen, "db">, run: Id<"run">, version: Id<"version">): Promise<void> {
  await world.db
    .updateTable("evaluation")
    .set({ version })
    .where("run", "=", run)
    .where("version", "is", null)
    .execute();
}
