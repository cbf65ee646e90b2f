import { type Selectable, sql } from "kysely";
import type { Figures } from "#answers";
import type { MetricsView, QuestionKind } from "#answers/contract";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames } from "#label";
import { isTooFew, isTooFewInAll } from "#statistics";
import type { World } from "#world";
import type { EvaluationDetail, EvaluationView } from "./contract.ts";
import { trustSentence } from "./sentences.ts";
import type { EvaluateTables } from "./tables.ts";

type Seen = Pick<World<EvaluateTables & LabelTables & CollectTables>, "db">;
type Row = Selectable<EvaluateTables["evaluation"]> & { readonly kind: QuestionKind };

/** Gives the number of each version id; the registry, which comes later in the loop, knows them. */
export type VersionNumbers = (versions: readonly Id<"version">[]) => Promise<ReadonlyMap<string, number>>;

const base = (world: Seen) =>
  world.db
    .selectFrom("evaluation")
    .innerJoin("question", "question.id", "evaluation.question")
    .selectAll("evaluation")
    .select("question.kind");

/** The evaluations of a project, newest first. */
export async function listEvaluations(
  world: Seen,
  given: {
    project: Id<"project">;
    question?: Id<"question"> | undefined;
    version?: Id<"version"> | undefined;
    after?: Id<"evaluation"> | undefined;
    limit: number;
  },
): Promise<Row[]> {
  let query = base(world).where("evaluation.project", "=", given.project);
  if (given.after) query = query.where("evaluation.id", "<", given.after);
  if (given.question) query = query.where("question.id", "=", given.question);
  if (given.version) query = query.where("version", "=", given.version);
  return query.orderBy("evaluation.id", "desc").limit(given.limit).execute();
}

/** One evaluation of a project. */
export async function findEvaluation(world: Seen, project: Id<"project">, id: string): Promise<Row> {
  const row = await base(world)
    .where("evaluation.project", "=", project)
    .where("evaluation.id", "=", id as Id<"evaluation">)
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "There is no such evaluation here.", { field: "evaluation" });
  return row;
}

/** An evaluation in a list. */
export function evaluationView(row: Row, numbers: ReadonlyMap<string, number>): EvaluationView {
  return {
    id: row.id,
    question: row.question,
    kind: row.kind,
    run: row.run,
    version: row.version ? numbers.get(row.version) : undefined,
    snapshot: row.snapshot ?? undefined,
    split: row.split,
    items: row.items,
    tooFew: isTooFewInAll(row.items),
    metrics: row.metrics as MetricsView,
    seed: row.seed,
    createdAt: row.created_at.toISOString(),
  };
}

/** An evaluation with its pictures. */
export async function evaluationDetail(
  world: Seen,
  row: Row,
  numbers: ReadonlyMap<string, number>,
): Promise<EvaluationDetail> {
  const names = await labelNames(world, row.project);
  const nameOf = (label: string) => names.get(label) ?? label;
  const confusion = row.confusion as Figures["confusion"];
  const perLabel = row.per_label as Figures["perLabel"];
  const worst = confusion
    .filter((cell) => cell.actual !== cell.predicted)
    .sort((one, other) => other.items - one.items)
    .slice(0, 10);
  const view = evaluationView(row, numbers);
  return {
    ...view,
    labels: perLabel.map((one) => ({ id: one.label, name: nameOf(one.label) })),
    perLabel: perLabel.map((one) => ({
      ...one,
      tooFew: isTooFew(one.support, row.items),
      tooFewPredicted: isTooFew(one.predicted, row.items),
      name: nameOf(one.label),
    })),
    confusion: [...confusion],
    worst,
    calibration: row.calibration as EvaluationDetail["calibration"],
    sentence: trustSentence(
      view,
      worst[0] && { ...worst[0], actual: nameOf(worst[0].actual), predicted: nameOf(worst[0].predicted) },
    ),
  };
}

/** How many items are behind some cells of an evaluation's confusion matrix. */
export function itemsBehind(
  row: Row,
  cells: { actual?: string | undefined; predicted?: string | undefined; only: "all" | "wrong" },
): number {
  return (row.confusion as Figures["confusion"])
    .filter(
      (cell) =>
        (cells.actual === undefined || cell.actual === cells.actual) &&
        (cells.predicted === undefined || cell.predicted === cells.predicted) &&
        (cells.only === "all" || cell.actual !== cell.predicted),
    )
    .reduce((sum, cell) => sum + cell.items, 0);
}

/** Refuses to show answers that an older release kept, until they are taken over; no answers would look like none. */
export function refuseUntaken(row: Row): void {
  if (row.predictions !== null)
    throw new Failure(
      "unavailable",
      "The answers of this older measurement are being taken over; try again in a minute.",
      {
        evaluation: row.id,
      },
    );
}

/** The texts of items, shortened for a list. */
export async function textsOf(world: Seen, items: readonly Id<"item">[]): Promise<Map<string, string>> {
  if (items.length === 0) return new Map();
  const rows = await world.db
    .selectFrom("item")
    .select(["id", sql<string>`left(text, 500)`.as("text")])
    .where("id", "in", [...items])
    .execute();
  return new Map(rows.map((row) => [row.id, row.text]));
}
