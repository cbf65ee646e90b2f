import { sql } from "kysely";
import type { z } from "zod";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames, readMerged, readQuestion, viewQuestion } from "#label";
import { json } from "#platform/database";
import { type RegisterTables, versionNumbers } from "#register";
import type { World } from "#world";
import type { predictionRow } from "./contract.ts";
import type { DeployTables } from "./tables.ts";

type Seen = Pick<World<DeployTables & RegisterTables & LabelTables & CollectTables>, "db">;

/** The time in a prediction's id, which is the day of the log that it lies in. */
function timeOf(prediction: string): Date {
  return new Date(Number.parseInt(prediction.slice("prediction_".length, "prediction_".length + 12), 16));
}

const mostBytes = 2_000_000;

interface Listing {
  readonly endpoint: Id<"endpoint">;
  readonly project: Id<"project">;
  readonly after: string | undefined;
  readonly limit: number;
  readonly label: string | undefined;
}

/** Logged predictions of an endpoint, newest first; a page whose texts would take more than 2 MB ends early, after one at least. */
export async function listPredictions(
  world: Seen,
  given: Listing,
): Promise<{ rows: z.infer<typeof predictionRow>[]; next: string | undefined }> {
  const merged = await readMerged(world, given.project);
  const found = await pageOfLog(world, { ...given, labels: given.label ? merged.all(given.label) : undefined });
  const rows = fitting(found.slice(0, given.limit), mostBytes);
  const since = rows.at(-1)?.at ?? new Date(0);
  const texts = await predictedTexts(world, { endpoint: given.endpoint, since, ids: rows.map((row) => row.id) });
  const names = await labelNames(world, given.project);
  const numbers = await versionNumbers(world, [...new Set(rows.map((row) => row.version))]);
  const view = rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    text: texts.get(row.id),
    label: names.get(merged.now(row.label)) ?? row.label,
    score: row.score,
    version: numbers.get(row.version) ?? 0,
    milliseconds: row.milliseconds,
    feedback: (row.value as { label?: string } | null)?.label,
  }));
  return { rows: view, next: rows.length < found.length ? rows.at(-1)?.id : undefined };
}

/** A page of the log, and one row more where another page follows. */
function pageOfLog(world: Seen, given: Listing & { labels: readonly string[] | undefined }) {
  let query = world.db
    .selectFrom("prediction")
    .leftJoin("feedback", (join) =>
      join.onRef("feedback.prediction", "=", "prediction.id").onRef("feedback.endpoint", "=", "prediction.endpoint"),
    )
    .select([
      "prediction.id",
      "prediction.at",
      sql<number>`coalesce(octet_length(prediction.text), 0)`.as("bytes"),
      "prediction.label",
      "prediction.score",
      "prediction.version",
      "prediction.milliseconds",
      "feedback.value",
    ])
    .where("prediction.endpoint", "=", given.endpoint);
  if (given.labels) query = query.where("prediction.label", "in", [...given.labels]);
  if (given.after)
    query = query
      .where("prediction.at", "<=", timeOf(given.after))
      .where("prediction.id", "<", given.after as Id<"prediction">);
  return query
    .orderBy("prediction.at", "desc")
    .orderBy("prediction.id", "desc")
    .limit(given.limit + 1)
    .execute();
}

/** The first of some rows whose texts take so many bytes together; one at least. */
export function fitting<Row extends { readonly bytes: number }>(rows: readonly Row[], most: number): Row[] {
  let bytes = 0;
  const end = rows.findIndex((row, at) => {
    bytes += row.bytes;
    return at > 0 && bytes > most;
  });
  return rows.slice(0, end === -1 ? rows.length : end);
}

/** The whole texts of some predictions of an endpoint since a moment, where they were kept. */
export async function predictedTexts(
  world: Pick<Seen, "db">,
  given: { endpoint: Id<"endpoint">; since: Date; ids: readonly Id<"prediction">[] },
): Promise<Map<string, string>> {
  if (given.ids.length === 0) return new Map();
  const rows = await world.db
    .selectFrom("prediction")
    .select(["id", "text"])
    .where("endpoint", "=", given.endpoint)
    .where("at", ">=", given.since)
    .where("id", "in", [...given.ids])
    .execute();
  return new Map(rows.flatMap((row) => (row.text === null ? [] : [[row.id, row.text]])));
}

/** A recent prediction with its text. */
export interface RecentPrediction {
  readonly id: Id<"prediction">;
  /** The beginning of it. */
  readonly text: string;
  /** Of the whole text. */
  readonly bytes: number;
  readonly label: string;
  readonly score: number;
  readonly unseen: number;
}

/** The newest predictions of an endpoint whose texts were kept, since a moment, with the beginnings of their texts. */
export async function recentPredictions(
  world: Pick<Seen, "db">,
  given: { endpoint: Id<"endpoint">; since: Date; limit: number; characters: number },
): Promise<RecentPrediction[]> {
  const rows = await world.db
    .selectFrom("prediction")
    .select([
      "id",
      sql<string | null>`left(text, ${given.characters})`.as("text"),
      sql<number>`octet_length(text)`.as("bytes"),
      "label",
      "score",
      "unseen",
    ])
    .where("endpoint", "=", given.endpoint)
    .where("at", ">=", given.since)
    .where("text", "is not", null)
    .orderBy("at", "desc")
    .limit(given.limit)
    .execute();
  return rows.flatMap((row) => (row.text === null || row.text.trim() === "" ? [] : [{ ...row, text: row.text }]));
}

/** Keeps what the right label, or level, would have been, also for a prediction that the log does not have. */
export async function giveFeedback(
  world: Seen,
  given: {
    endpoint: Id<"endpoint">;
    project: Id<"project">;
    question: string;
    prediction: Id<"prediction">;
    label: string;
    by: string;
  },
): Promise<void> {
  const question = await readQuestion(world, given.project, given.question);
  const { labels } = await viewQuestion(world, question);
  const names = new Map(labels.map((label) => [label.id, label.name]));
  const key = [...names].find(([, name]) => name === given.label)?.[0];
  if (key === undefined)
    throw new Failure("invalid", `"${given.label.slice(0, 100)}" is not an answer to "${question.name}".`, {
      field: "label",
    });
  const merged = await readMerged(world, given.project);
  const row = { value: json({ label: names.get(merged.now(key)) ?? given.label }), given_by: given.by };
  await world.db
    .insertInto("feedback")
    .values({ prediction: given.prediction, endpoint: given.endpoint, ...row })
    .onConflict((conflict) =>
      conflict.column("prediction").doUpdateSet(row).where("feedback.endpoint", "=", given.endpoint),
    )
    .execute();
}
