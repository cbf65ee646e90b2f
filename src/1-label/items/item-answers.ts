import { keyOf } from "#answers";
import type { Id } from "#ids";
import type { World } from "#world";
import type { ItemAnswer } from "../contract.ts";
import { type MergedLabels, valueToday } from "../questions/merged-labels.ts";
import type { Question } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";

/** What counts of the questions about some items, by item, in the order of the questions. */
export async function answersOfItems(
  world: Pick<World<LabelTables>, "db">,
  given: { questions: readonly Question[]; items: readonly Id<"item">[]; merged: MergedLabels },
): Promise<Map<Id<"item">, ItemAnswer[]>> {
  const found = new Map<Id<"item">, ItemAnswer[]>();
  if (given.items.length === 0) return found;
  const rows = await world.db
    .selectFrom("consensus")
    .select(["question", "item", "value", "how", "updated_at"])
    .where(
      "question",
      "in",
      given.questions.map((one) => one.id),
    )
    .where("item", "in", [...given.items])
    .execute();
  const placeOf = new Map(given.questions.map((one, at) => [one.id, at]));
  rows.sort((one, other) => (placeOf.get(one.question) ?? 0) - (placeOf.get(other.question) ?? 0));
  for (const row of rows) {
    const value = valueToday(row.value, given.merged);
    const { question, how } = row;
    const answer = { question, value, label: keyOf(value) ?? "", how, at: row.updated_at.toISOString() };
    found.set(row.item, [...(found.get(row.item) ?? []), answer]);
  }
  return found;
}
