import { type RawBuilder, sql } from "kysely";
import type { AnswerValue } from "#answers/contract";
import type { Id } from "#ids";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";

/** How answers that name a merged label are read: they count as the label it was merged into. */
export interface MergedLabels {
  /** The label that an answer with this one counts as. */
  now(label: string): string;
  /** Every label whose answers count as this one, itself first. */
  all(label: string): string[];
  /** The labels that were merged, with those they were merged into. */
  readonly into: ReadonlyMap<string, string>;
}

/** The merged labels of a project, which are few or none. */
export async function readMerged(world: Pick<World<LabelTables>, "db">, project: Id<"project">): Promise<MergedLabels> {
  const rows = await world.db
    .selectFrom("label")
    .innerJoin("question", "question.id", "label.question")
    .select(["label.id", "label.merged_into as into"])
    .where("question.project", "=", project)
    .where("label.merged_into", "is not", null)
    .execute();
  return mergedLabels(new Map(rows.map((row) => [row.id, row.into as string])));
}

/** How answers are read, given the labels that were merged. */
export function mergedLabels(into: ReadonlyMap<string, string>): MergedLabels {
  return {
    now: (label) => into.get(label) ?? label,
    all: (label) => [label, ...[...into].flatMap(([merged, one]) => (one === label ? [merged] : []))],
    into,
  };
}

/** Numbers by label, those of merged labels added to those of the labels that they count as. */
export function sumMerged(
  counts: Readonly<Record<string, number>>,
  merged: Pick<MergedLabels, "now">,
): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [label, count] of Object.entries(counts))
    sums.set(merged.now(label), (sums.get(merged.now(label)) ?? 0) + count);
  return Object.fromEntries(sums);
}

/** What an annotation says, as it counts today; `named` is the label that it names, joined on `namedBy`. */
export const valueNow = (annotation: string): RawBuilder<AnswerValue | null> =>
  sql`case when named.merged_into is null then ${sql.ref(`${annotation}.value`)}
    else jsonb_build_object('labels', jsonb_build_array(named.merged_into)) end`;

/** The key that a value is counted by: the label that it names, or its level. */
export const namedBy = (column: string): RawBuilder<string> =>
  sql`coalesce(${sql.ref(column)} -> 'labels' ->> 0, ${sql.ref(column)} ->> 'rating')`;

/** A value as it counts today. */
export const valueToday = (value: AnswerValue, merged: Pick<MergedLabels, "now">): AnswerValue =>
  "labels" in value ? { labels: value.labels.map(merged.now) } : value;
