import { type RawBuilder, sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { Database } from "#world";
import { type ChoiceValue, projectSettings, type TaskView } from "../contract.ts";
import { mergedLabels, namedBy, sumMerged, valueNow } from "../questions/merged-labels.ts";
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
  readonly fields: Record<string, unknown> | null;
  readonly settings: unknown;
  readonly blind: boolean;
  readonly held_until: Date | null;
  readonly scores: [string, number][] | null;
  readonly live: number | null;
  /** Its place in what the live model ranked. */
  readonly rank: number | null;
  readonly previous: ChoiceValue | null;
  /** The labels that were merged, with those they were merged into. */
  readonly merged: Record<string, string> | null;
}

/** A query for what tasks are shown from, beside the columns of `wanted`, which gives their items, and may give the person. */
export const shown = ({ project, person }: Of<Shown>, wanted: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select wanted.*, item.text, item.fields, project.settings, task.blind, task.held_until, pool.scores, pool.live, pool.rank, undone.value as previous,
      (select jsonb_object_agg(label.id, label.merged_into) from label join question on question.id = label.question
        where question.project = ${project} and label.merged_into is not null) as merged
    from ${wanted} as wanted
      join task on task.project = ${project} and task.item = wanted.item
      join item on item.id = wanted.item
      join project on project.id = ${project}
      left join pool on pool.project = task.project and pool.item = task.item
      left join lateral (
        select ${valueNow("answer")} as value from question join annotation as undo on undo.question = question.id and undo.item = wanted.item
          join annotation as answer on answer.id = undo.supersedes
          left join label as named on named.id = ${namedBy("answer.value")}
        where question.project = ${project} and undo.author = ${person} and undo.value is null
        order by undo.created_at desc limit 1) as undone on true`;

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
  const isShown = !row.blind && row.scores && row.live !== null && isSuggesting(row.settings);
  return {
    item: row.item,
    text: row.text,
    fields: row.fields ?? undefined,
    suggestion: isShown ? { source: "live", number: row.live ?? 0, scores: scoresNow(row) } : undefined,
    heldUntil: (row.held_until ?? new Date(0)).toISOString(),
    previous: row.previous ?? undefined,
  };
}

/** The scores by the labels of today, the largest first. */
function scoresNow({ scores, merged }: ShownRow): [string, number][] {
  if (!scores || !merged) return scores ?? [];
  const sums = sumMerged(Object.fromEntries(scores), mergedLabels(new Map(Object.entries(merged))));
  return Object.entries(sums)
    .map(([label, score]): [string, number] => [label, Math.min(1, score)])
    .sort((one, other) => other[1] - one[1]);
}

const isSuggesting = (settings: unknown): boolean => projectSettings.parse(settings).suggestions === "on";
