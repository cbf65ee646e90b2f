import type { MetricsView, QuestionKind } from "#answers/contract";
import type { Id } from "#ids";
import { readMerged, readQuestion } from "#label";
import { type Prediction, type Predictor, predictorFor } from "#models";
import type { FileTables } from "#platform/blobs";
import type { Progress } from "#platform/jobs";
import { isTooFewInAll } from "#statistics";
import { readOutOfFold, readTrained, type TrainedRun, type TrainTables } from "#train";
import type { World } from "#world";
import type { MeasuredOn } from "./contract.ts";
import { judgePart, type Seen, storeEvaluation } from "./evaluate-run.ts";
import type { Judged } from "./judged.ts";

type Reached = Seen & Pick<World<TrainTables & FileTables>, "db" | "blobs">;

/** What a training was measured to be. */
export interface MeasuredTraining {
  readonly id: Id<"evaluation">;
  readonly kind: QuestionKind;
  readonly split: MeasuredOn;
  readonly items: number;
  readonly metrics: MetricsView;
}

interface Asked {
  readonly run: Id<"run">;
  readonly project: Id<"project">;
  readonly workspace: Id<"workspace">;
  readonly fence: Progress["fence"];
}

/**
 * Measures a training where it is most honest: on the test split; without one on the audit items; without either on its own
 * out-of-fold answers, and says so. A part with fewer than 20 labelled items is not yet a measure. One that was measured before
 * a kill is not measured anew.
 */
export async function evaluateTraining(world: Reached, given: Asked): Promise<MeasuredTraining> {
  const { run, project, workspace } = given;
  const trained = await readTrained(world, run);
  const { kind } = await readQuestion(world, project, trained.question);
  const known = await world.db
    .selectFrom("evaluation")
    .select(["id", "snapshot", "split", "items", "metrics"])
    .where("run", "=", run)
    .where("version", "is", null)
    .executeTakeFirst();
  if (known?.snapshot === trained.snapshot) return { ...known, kind, metrics: known.metrics as MetricsView };
  // Of an attempt that an older release left: what it measured was trained anew since, from a newer state.
  if (known) await world.db.deleteFrom("evaluation").where("id", "=", known.id).execute();
  const measuring = {
    ...given,
    question: trained.question,
    version: undefined,
    snapshot: trained.snapshot,
    artifact: await world.blobs.read(workspace, trained.model.hash),
    seed: trained.seed,
  };
  for (const split of ["test", "audit"] as const) {
    const judged = await judgePart(world, measuring, split);
    if (!isTooFewInAll(judged.length)) return { ...(await storeEvaluation(world, measuring, { split, judged })), kind };
  }
  const judged = await judgeFolds(world, { project, workspace, trained, kind });
  return { ...(await storeEvaluation(world, measuring, { split: "out-of-fold", judged })), kind };
}

/** What a training answered to its own examples while it had not seen them, as its question takes it; merged labels are one. */
async function judgeFolds(
  world: Reached,
  given: { project: Id<"project">; workspace: Id<"workspace">; trained: TrainedRun; kind: QuestionKind },
): Promise<Judged[]> {
  const merged = await readMerged(world, given.project);
  const judged: Judged[] = [];
  let row: Float32Array = new Float32Array();
  let predictor: Predictor | undefined;
  for await (const { labels, item, actual, probabilities } of readOutOfFold(world, given)) {
    row = probabilities;
    predictor ??= predictorFor(given.kind, { labels, predict: () => mostLikely(row) }, merged.now);
    const { best, score } = await predictor.predict("");
    judged.push({ item, actual: merged.now(actual), predicted: predictor.labels[best] ?? "", score });
  }
  return judged;
}

function mostLikely(probabilities: Float32Array): Prediction {
  let best = 0;
  for (let k = 1; k < probabilities.length; k++) if (probabilities[k]! > probabilities[best]!) best = k;
  const score = probabilities[best]!;
  return { best, score, sureness: score, probabilities, unseenWords: 0, isUnknown: false };
}
