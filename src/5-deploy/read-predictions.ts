import { sql } from "kysely";
import type { z } from "zod";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type LabelTables, labelNames, readMerged } from "#label";
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

const shownCharacters = 20_000;

/** Logged predictions of an endpoint, newest first, each with the first 20,000 characters of its text. */
export async function listPredictions(
  world: Seen,
  given: {
    endpoint: Id<"endpoint">;
    project: Id<"project">;
    after: string | undefined;
    limit: number;
    label: string | undefined;
  },
): Promise<z.infer<typeof predictionRow>[]> {
  let query = world.db
    .selectFrom("prediction")
    .leftJoin("feedback", (join) =>
      join.onRef("feedback.prediction", "=", "prediction.id").onRef("feedback.endpoint", "=", "prediction.endpoint"),
    )
    .select([
      "prediction.id",
      "prediction.at",
      sql<string | null>`left(prediction.text, ${shownCharacters})`.as("text"),
      "prediction.label",
      "prediction.score",
      "prediction.version",
      "prediction.milliseconds",
      "feedback.value",
    ])
    .where("prediction.endpoint", "=", given.endpoint);
  const merged = await readMerged(world, given.project);
  if (given.label) query = query.where("prediction.label", "in", merged.all(given.label));
  if (given.after)
    query = query
      .where("prediction.at", "<=", timeOf(given.after))
      .where("prediction.id", "<", given.after as Id<"prediction">);
  const rows = await query
    .orderBy("prediction.at", "desc")
    .orderBy("prediction.id", "desc")
    .limit(given.limit)
    .execute();
  const names = await labelNames(world, given.project);
  const numbers = await versionNumbers(world, [...new Set(rows.map((row) => row.version))]);
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    text: row.text ?? undefined,
    label: names.get(merged.now(row.label)) ?? row.label,
    score: row.score,
    version: numbers.get(row.version) ?? 0,
    milliseconds: row.milliseconds,
    feedback: (row.value as { label?: string } | null)?.label,
  }));
}

/** A recent prediction with its text. */
export interface RecentPrediction {
  readonly id: Id<"prediction">;
  readonly text: string;
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
    .select(["id", sql<string | null>`left(text, ${given.characters})`.as("text"), "label", "score", "unseen"])
    .where("endpoint", "=", given.endpoint)
    .where("at", ">=", given.since)
    .where("text", "is not", null)
    .orderBy("at", "desc")
    .limit(given.limit)
    .execute();
  return rows.flatMap((row) => (row.text === null || row.text.trim() === "" ? [] : [{ ...row, text: row.text }]));
}

const [textsAtOnce, mostCharacters] = [20, 40_000_000];

/** The whole texts of some predictions of an endpoint since a moment, where they were kept: in order, up to 40,000,000 characters. */
export async function predictedTexts(
  world: Pick<Seen, "db">,
  given: { endpoint: Id<"endpoint">; since: Date; ids: readonly Id<"prediction">[] },
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  let characters = 0;
  for (let k = 0; k < given.ids.length && characters < mostCharacters; k += textsAtOnce) {
    const rows = await world.db
      .selectFrom("prediction")
      .select(["id", "text"])
      .where("endpoint", "=", given.endpoint)
      .where("at", ">=", given.since)
      .where("id", "in", given.ids.slice(k, k + textsAtOnce))
      .execute();
    for (const { id, text } of rows) {
      characters += text?.length ?? 0;
      if (text !== null) texts.set(id, text);
    }
  }
  return texts;
}

/** Keeps what the right label would have been, also for a prediction that the log does not have. */
export async function giveFeedback(
  world: Pick<Seen, "db" | never>,
  given: { endpoint: Id<"endpoint">; project: Id<"project">; prediction: Id<"prediction">; label: string; by: string },
): Promise<void> {
  const names = await labelNames(world as Pick<World<LabelTables>, "db">, given.project);
  const label = [...names].find(([, name]) => name === given.label)?.[0];
  if (label === undefined)
    throw new Failure("invalid", `"${given.label.slice(0, 100)}" is not a label of this project.`, { field: "label" });
  const merged = await readMerged(world as Pick<World<LabelTables>, "db">, given.project);
  const row = { value: json({ label: names.get(merged.now(label)) ?? given.label }), given_by: given.by };
  await world.db
    .insertInto("feedback")
    .values({ prediction: given.prediction, endpoint: given.endpoint, ...row })
    .onConflict((conflict) =>
      conflict.column("prediction").doUpdateSet(row).where("feedback.endpoint", "=", given.endpoint),
    )
    .execute();
}
