import { sql } from "kysely";
import type { Id } from "#ids";
import { hashFraction } from "#statistics";
import type { CopyRow, CopyRows, Database } from "#world";
import type { LabelTables, TaskRole } from "./tables.ts";

/** An item that needs a task: whether it is of the test split, and when it was answered if it was. */
export interface Tasked {
  readonly item: Id<"item">;
  readonly part: "test" | "other";
  readonly answered: Date | undefined;
}

/** Where tasks are made, and the share of them that is for the audit. */
export interface TasksOf {
  readonly project: Id<"project">;
  readonly auditShare: number;
}

const columns = ["project", "item", "role", "blind", "state", "place", "given", "done_at"] as const;

/** Makes the tasks of items that cannot have one yet, from a place on. */
export async function copyTasks(
  given: TasksOf & { copy: CopyRows; place: number },
  items: Iterable<Tasked>,
): Promise<void> {
  await given.copy("task", columns, tasksOf(given, { items, place: given.place }));
}

/** Makes the tasks of a few items, those that have one left out. */
export async function insertTasks(
  given: TasksOf & { db: Database<LabelTables> },
  items: readonly Tasked[],
): Promise<void> {
  const rows = [...tasksOf(given, { items, place: await nextPlace(given.db, given.project) })];
  if (rows.length === 0) return;
  await sql`insert into task (${sql.join(columns.map((name) => sql.ref(name)))})
    values ${sql.join(rows.map((row) => sql`(${sql.join([...row])})`))} on conflict do nothing`.execute(given.db);
}

/**
 * What becomes of an item is thrown by dice that are a hash of project and item, so that it is fixed: whether it is for the
 * audit, and whether it is labelled without a suggestion (all audit items and an equal share of the others, so that nobody
 * can tell them apart). Items that are labelled already are never for the audit. A task's place is the number of its arrival
 * among those that are open.
 */
function* tasksOf(
  { project, auditShare }: TasksOf,
  given: { items: Iterable<Tasked>; place: number },
): Generator<CopyRow> {
  let { place } = given;
  for (const { item, part, answered } of given.items) {
    const name = `${project}/${item}`;
    const isAudit = answered === undefined && hashFraction(name, 1) < auditShare;
    const role: TaskRole = part === "test" ? "test" : isAudit ? "audit" : "learn";
    const blind = role !== "learn" || hashFraction(name, 2) < auditShare;
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
