import { type RawBuilder, sql } from "kysely";
import type { JudgedKey } from "#answers";
import type { Id } from "#ids";
import type { CopyRows, Database } from "#world";
import type { EvaluateTables } from "./tables.ts";

/** What a model answered to an item, beside the truth: label ids or levels, and the probability of the answer. */
export interface Judged extends JudgedKey {
  readonly item: Id<"item">;
}

/** Stores the answers of an evaluation within the transaction that makes it, the most confident first. */
export async function copyJudged(
  copy: CopyRows,
  evaluation: Id<"evaluation">,
  judged: readonly Judged[],
): Promise<void> {
  const order = judged.toSorted((one, other) => other.score - one.score);
  await copy("judged", ["evaluation", "place", "item", "actual", "predicted", "score"], rows());
  function* rows() {
    for (const [place, { item, actual, predicted, score }] of order.entries())
      yield [evaluation, place, item, actual, predicted, Math.round(score * 1e6) / 1e6] as const;
  }
}

/** Some answers of an evaluation from a place on, the most confident first, with their places. */
export async function pageJudged(
  db: Database<EvaluateTables>,
  asked: {
    evaluation: Id<"evaluation">;
    actual?: string | undefined;
    predicted?: string | undefined;
    only: "all" | "wrong";
    from: number;
    limit: number;
  },
) {
  let query = db
    .selectFrom("judged")
    .select(["place", "item", "actual", "predicted", "score"])
    .where("evaluation", "=", asked.evaluation)
    .where("place", ">=", asked.from);
  if (asked.actual !== undefined) query = query.where("actual", "=", asked.actual);
  if (asked.predicted !== undefined) query = query.where("predicted", "=", asked.predicted);
  if (asked.only === "wrong") query = query.whereRef("actual", "<>", "predicted");
  return query.orderBy("place").limit(asked.limit).execute();
}

/** Two evaluations, and the labels that were merged since, with those that they count as. */
interface Compared {
  readonly a: Id<"evaluation">;
  readonly b: Id<"evaluation">;
  readonly into: ReadonlyMap<string, string>;
}

/** Answers by the labels that they count as today. */
function asToday({ into }: Compared): RawBuilder<unknown> {
  if (into.size === 0) return sql`judged`;
  const names = sql`${JSON.stringify(Object.fromEntries(into))}::jsonb`;
  return sql`(select evaluation, place, item, coalesce(${names} ->> actual, actual) as actual,
    coalesce(${names} ->> predicted, predicted) as predicted from judged)`;
}

/** The items that two evaluations have in common, where the truth was the same for both. */
const common = (given: Compared) => sql`${asToday(given)} as a join ${asToday(given)} as b
  on b.evaluation = ${given.b} and b.item = a.item and b.actual = a.actual where a.evaluation = ${given.a}`;

/** On how many common items two evaluations were right: both, each alone, and how many items there are. */
export async function countCommon(db: Database<EvaluateTables>, given: Compared) {
  const { rows } = await sql<Record<"items" | "rightA" | "rightB" | "onlyA" | "onlyB", number>>`
    select count(*)::int as items,
      count(*) filter (where a.predicted = a.actual)::int as "rightA",
      count(*) filter (where b.predicted = a.actual)::int as "rightB",
      count(*) filter (where a.predicted = a.actual and b.predicted <> a.actual)::int as "onlyA",
      count(*) filter (where b.predicted = a.actual and a.predicted <> a.actual)::int as "onlyB"
    from ${common(given)}`.execute(db);
  return rows[0] as (typeof rows)[number];
}

/** How many levels further than the first the second was from the truth on common items, and how far each was. */
export async function countErrors(db: Database<EvaluateTables>, given: Compared) {
  const { rows } = await sql<{ a: number; b: number; items: number }>`
    select abs(a.predicted::integer - a.actual::integer) as a, abs(b.predicted::integer - b.actual::integer) as b, count(*)::int as items
    from ${common(given)} group by 1, 2`.execute(db);
  return rows;
}

/** The common items that the two answered differently, those first of which the first was the most confident. */
export async function listChanged(db: Database<EvaluateTables>, given: Compared, limit: number) {
  const { rows } = await sql<{ item: Id<"item">; actual: string; a: string; b: string }>`
    select a.item, a.actual, a.predicted as a, b.predicted as b from ${common(given)} and a.predicted <> b.predicted
    order by a.place limit ${limit}`.execute(db);
  return rows;
}
