import { type RawBuilder, sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Split } from "#collect/contract";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import { hashFraction } from "#statistics";
import type { CopyRow, CopyRows, Database } from "#world";
import type { LabelTables, TaskRole } from "../tables.ts";

/** An item that needs a task, and when it was answered if it was. */
export interface Tasked {
  readonly item: Id<"item">;
  readonly split: Split | null | undefined;
  readonly answered: Date | undefined;
  /** Whether some question about it is answered already. */
  readonly isBegun?: boolean | undefined;
}

/** Where tasks are made, and the share of them that is for the audit. */
export interface TasksOf {
  readonly project: Id<"project">;
  readonly auditShare: number;
}

const columns = ["project", "item", "role", "blind", "state", "place", "given", "done_at"] as const;

/** Makes the tasks of items that cannot have one yet. */
export async function copyTasks(given: TasksOf & { copy: CopyRows }, items: Iterable<Tasked>): Promise<void> {
  await given.copy("task", columns, tasksOf(given, { items, place: 0 }));
}

/** Makes the tasks of items, those that have one left out. */
export async function insertTasks(
  given: TasksOf & { db: Database<LabelTables> },
  items: readonly Tasked[],
): Promise<void> {
  const rows = [...tasksOf(given, { items, place: await nextPlace(given.db, given.project) })];
  if (rows.length === 0) return;
  const cells = columns.map((_, at) => rows.map((row) => row[at]));
  await sql`insert into task (${sql.join(columns.map((name) => sql.ref(name)))})
    select * from unnest(${cells[0]}::text[], ${cells[1]}::text[], ${cells[2]}::text[], ${cells[3]}::boolean[],
      ${cells[4]}::text[], ${cells[5]}::integer[], ${cells[6]}::smallint[], ${cells[7]}::timestamptz[])
    on conflict do nothing`.execute(given.db);
}

/** Makes the tasks of those items of a project that have none. Somebody chose them, so none of them is for the audit. */
export async function makeTasks(
  db: Database<CollectTables & LabelTables>,
  given: { project: Id<"project">; items: readonly Id<"item">[] },
): Promise<void> {
  await transaction(db, async (db) => {
    const rows = await db
      .selectFrom("project")
      .innerJoin("item", "item.dataset", "project.dataset")
      .leftJoin("task", (join) => join.onRef("task.item", "=", "item.id").on("task.project", "=", given.project))
      .select(["item.id as item", "item.split", answeredAt(given.project).as("answered")])
      .where("project.id", "=", given.project)
      .where("item.id", "in", [...given.items])
      .where("task.item", "is", null)
      .orderBy("item.id")
      // An item that somebody removes at this moment gets no task.
      .forKeyShare("item")
      .execute();
    const items = rows.map(({ answered, ...row }) => ({ ...row, answered: answered ?? undefined }));
    await insertTasks({ db, project: given.project, auditShare: 0 }, items);
  });
}

/** When the last of the questions that must be answered about an item was; null where one is not. */
export const answeredAt = (project: Id<"project">): RawBuilder<Date | null> =>
  sql`(select case when bool_and(consensus.item is not null) then max(consensus.updated_at) end from question
    left join consensus on consensus.question = question.id and consensus.item = item.id
    where question.project = ${project} and question.required)`;

/** Whether the items of a split are for measuring: chosen beforehand, never ranked, and answered without a suggestion. */
export const isSplitHeldOut = (split: Split | null | undefined): boolean => split === "test" || split === "validation";

/**
 * What an unanswered item is for: a split that is held out, or, thrown by dice that are a hash of project and item, so that it
 * is fixed, the audit or learning.
 */
export function roleOf({ project, auditShare }: TasksOf, { item, split }: Pick<Tasked, "item" | "split">): TaskRole {
  if (isSplitHeldOut(split)) return "test";
  return hashFraction(`${project}/${item}`, 1) < auditShare ? "audit" : "learn";
}

/**
 * Items that are labelled already, for whichever question, are never for the audit: a model may have learned from them. An equal share of those that teach is labelled without a
 * suggestion too, so that nobody can tell them apart. A task's place is the number of its arrival among those that are open.
 */
function* tasksOf(given: TasksOf, made: { items: Iterable<Tasked>; place: number }): Generator<CopyRow> {
  const { project, auditShare } = given;
  let { place } = made;
  for (const one of made.items) {
    const { item, answered, isBegun } = one;
    const role = roleOf({ project, auditShare: answered || isBegun ? 0 : auditShare }, one);
    const blind = role !== "learn" || hashFraction(`${project}/${item}`, 2) < auditShare;
    const state = answered ? "done" : "open";
    yield [project, item, role, blind, state, place++, answered ? 1 : 0, answered?.toISOString() ?? null];
  }
}

/** The place after that of the last open task of a project; 0 when none is open. */
export async function nextPlace(db: Database<LabelTables>, project: Id<"project">): Promise<number> {
  const { rows } = await sql<{ place: number | null }>`
    select max(last.place) as place from unnest(array['learn', 'audit', 'test']) as queue (role) cross join lateral (
      select place from task where project = ${project} and role = queue.role and state = 'open' and skips = 0
      order by place desc limit 1
    ) as last`.execute(db);
  return (rows[0]?.place ?? -1) + 1;
}
