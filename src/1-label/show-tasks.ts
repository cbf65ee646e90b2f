import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { Database } from "#world";
import type { ChoiceValue, TaskView } from "./contract.ts";
import { readSettings } from "./create-project.ts";
import type { LabelTables } from "./tables.ts";

/** Tasks as the person who holds them sees them, in the order of `items`: audit items look like every other blind one. */
export async function showTasks(
  db: Database<LabelTables & CollectTables>,
  given: { project: Id<"project">; person: string; items: readonly Id<"item">[] },
): Promise<TaskView[]> {
  if (given.items.length === 0) return [];
  const settings = await readSettings({ db }, given.project);
  const rows = await db
    .selectFrom("task")
    .innerJoin("item", "item.id", "task.item")
    .leftJoin("pool", (join) => join.onRef("pool.project", "=", "task.project").onRef("pool.item", "=", "task.item"))
    .leftJoin("live", "live.project", "task.project")
    .select(["item.id", "item.text", "item.fields", "task.blind", "task.held_until", "pool.scores", "pool.live"])
    .where("task.project", "=", given.project)
    .where("task.item", "in", [...given.items])
    .execute();
  const undone = await undoneValues(db, given);
  const views = rows.map((row): TaskView => {
    const shown = !row.blind && settings.suggestions === "on" && row.scores && row.live !== null;
    return {
      item: row.id,
      text: row.text,
      fields: (row.fields as Record<string, unknown> | null) ?? undefined,
      suggestion: shown ? { source: "live", number: row.live ?? 0, scores: row.scores ?? [] } : undefined,
      heldUntil: (row.held_until ?? new Date(0)).toISOString(),
      previous: undone.get(row.id),
    };
  });
  return given.items.flatMap((id) => views.find((view) => view.item === id) ?? []);
}

/** What the person had answered to items that they took back. */
async function undoneValues(
  db: Database<LabelTables>,
  given: { project: Id<"project">; person: string; items: readonly Id<"item">[] },
): Promise<Map<string, ChoiceValue>> {
  const rows = await db
    .selectFrom("annotation as undo")
    .innerJoin("question", "question.project", "undo.project")
    .innerJoin("annotation as answer", "answer.id", "undo.supersedes")
    .select(["undo.item", "answer.value"])
    .whereRef("undo.question", "=", "question.id")
    .where("undo.project", "=", given.project)
    .where("undo.item", "in", [...given.items])
    .where("undo.author", "=", given.person)
    .where("undo.value", "is", null)
    .orderBy("undo.created_at")
    .execute();
  return new Map(rows.flatMap((row) => (row.value ? [[row.item, row.value] as const] : [])));
}
