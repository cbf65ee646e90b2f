import { type RawBuilder, sql } from "kysely";
import type { AnswerValue } from "#answers/contract";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { Database } from "#world";
import { type ItemFile, projectSettings, type ShownSuggestion, type TaskView } from "../contract.ts";
import { itemFileOf, shownText } from "../items/item-content.ts";
import { type MergedLabels, mergedLabels, sumMerged, valueToday } from "../questions/merged-labels.ts";
import type { LabelTables } from "../tables.ts";

/** Who is shown tasks, and of which project. */
interface Shown {
  readonly project: Id<"project">;
  readonly person: string;
}

type Of<Given> = { readonly [Part in keyof Given]: Given[Part] | RawBuilder<unknown> };

/** What a task is shown from. */
export interface ShownRow {
  readonly item: Id<"item">;
  readonly text: string;
  readonly file: ItemFile | null;
  readonly fields: Record<string, unknown> | null;
  readonly settings: unknown;
  readonly blind: boolean;
  readonly held_until: Date | null;
  /** What the live models say, by question. */
  readonly suggested: Record<string, { number: number; scores: [string, number][] }> | null;
  /** Its first place in what they ranked. */
  readonly rank: number | null;
  /** What counts already, and what the person had answered and took back, by question. */
  readonly answers: Record<string, AnswerValue> | null;
  readonly previous: Record<string, AnswerValue> | null;
  /** The labels that were merged, with those they were merged into. */
  readonly merged: Record<string, string> | null;
}

/** A query for what tasks are shown from, beside the columns of `wanted`, which gives their items, and may give the person. */
export const shown = ({ project, person }: Of<Shown>, wanted: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select wanted.*, ${shownText} as text, ${itemFileOf} as file, item.fields, project.settings, task.blind, task.held_until, said.suggested, said.rank, said.answers, said.previous,
      (select jsonb_object_agg(label.id, label.merged_into) from label join question on question.id = label.question
        where question.project = ${project} and label.merged_into is not null) as merged
    from ${wanted} as wanted
      join task on task.project = ${project} and task.item = wanted.item
      join item on item.id = wanted.item
      join project on project.id = ${project}
      cross join lateral (
        select min(pool.rank) as rank,
          jsonb_object_agg(question.id, jsonb_build_object('number', pool.live, 'scores', pool.scores)) filter (where pool.item is not null) as suggested,
          jsonb_object_agg(question.id, consensus.value) filter (where consensus.item is not null) as answers,
          jsonb_object_agg(question.id, undone.value) filter (where undone.value is not null) as previous
        from question
          left join pool on pool.project = ${project} and pool.item = wanted.item and pool.question = question.id
          left join consensus on consensus.question = question.id and consensus.item = wanted.item
          left join lateral (
            select answer.value from annotation as undo join annotation as answer on answer.id = undo.supersedes
            where undo.question = question.id and undo.item = wanted.item and undo.author = ${person} and undo.value is null
              and not exists (select from annotation as later where later.question = question.id and later.item = wanted.item
                and later.author = undo.author and later.value is not null and later.created_at > undo.created_at)
            order by undo.created_at desc limit 1) as undone on true
        where question.project = ${project}) as said`;

/**
 * Tasks as the person who holds them sees them, in the order of `items`, with what they had answered to those that they took
 * back.
 */
export async function showTasks(
  db: Database<LabelTables & CollectTables>,
  given: Shown & { items: readonly Id<"item">[] },
): Promise<TaskView[]> {
  if (given.items.length === 0) return [];
  const wanted = sql`(select item, number from unnest(${given.items}::text[]) with ordinality as given (item, number))`;
  const { rows } = await sql<ShownRow>`/* prepared */ ${shown(given, wanted)} order by wanted.number`.execute(db);
  return rows.map(taskView);
}

/** A task as people see it: audit items look like every other blind one. */
export function taskView(row: ShownRow): TaskView {
  const isShown = !row.blind && row.suggested !== null && isSuggesting(row.settings);
  const merged = mergedLabels(new Map(Object.entries(row.merged ?? {})));
  return {
    item: row.item,
    text: row.text,
    file: row.file ?? undefined,
    fields: row.fields ?? undefined,
    suggestions: isShown ? suggestionsNow(row.suggested ?? {}, merged) : {},
    answers: valuesNow(row.answers, merged),
    heldUntil: (row.held_until ?? new Date(0)).toISOString(),
    previous: valuesNow(row.previous, merged),
  };
}

const valuesNow = (values: ShownRow["answers"], merged: MergedLabels): Record<string, AnswerValue> =>
  Object.fromEntries(Object.entries(values ?? {}).map(([question, value]) => [question, valueToday(value, merged)]));

/** The suggestions by the labels of today, the largest score first. */
function suggestionsNow(
  suggested: NonNullable<ShownRow["suggested"]>,
  merged: MergedLabels,
): Record<string, ShownSuggestion> {
  return Object.fromEntries(
    Object.entries(suggested).map(([question, { number, scores }]) => [
      question,
      { source: "live", number, scores: merged.into.size === 0 ? scores : scoresNow(scores, merged) },
    ]),
  );
}

function scoresNow(scores: [string, number][], merged: MergedLabels): [string, number][] {
  const sums = sumMerged(Object.fromEntries(scores), merged);
  return Object.entries(sums)
    .map(([label, score]): [string, number] => [label, Math.min(1, score)])
    .sort((one, other) => other[1] - one[1]);
}

const isSuggesting = (settings: unknown): boolean => projectSettings.parse(settings).suggestions === "on";
