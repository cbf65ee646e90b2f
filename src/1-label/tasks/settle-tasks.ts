import { sql } from "kysely";
import { type CollectTables, datasetOf } from "#collect";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { Progress } from "#platform/jobs";
import type { Database, World } from "#world";
import { readSettings } from "../questions/create-project.ts";
import type { LabelTables } from "../tables.ts";
import { answeredAt, insertTasks, nextPlace, type Tasked } from "./make-tasks.ts";
import { lockOfTasks } from "./stock-tasks.ts";

const portion = 500;

type Tables = LabelTables & CollectTables;
type Seen = Pick<World<Tables>, "db" | "clock">;

interface Settling {
  readonly project: Id<"project">;
  readonly progress: Progress;
}

/**
 * After the questions of a project changed: opens the tasks again that lack an answer to a question that must be answered, closes
 * those that lack none any more, and gives items of the backlog that lack none a task that is done, in portions that can be
 * repeated. Gives how many were opened and closed.
 */
export async function settleTasks(world: Seen, given: Settling): Promise<{ opened: number; closed: number }> {
  const { project, progress } = given;
  const totals = { opened: 0, closed: 0 };
  // Whoever draws tasks at this moment may not know of the change: what they make is there to be looked at afterwards.
  await transaction(world.db, (db) => lockInTransaction(db, lockOfTasks(project)));
  // Places of what was imported done are no places in a queue: those that are open again stand behind all others.
  let place = await nextPlace(world.db, project);
  const settle = async (items: readonly Id<"item">[], busy: "wait" | "pass over") => {
    progress.signal.throwIfAborted();
    const done = await settleSome(world, { project, items, place, busy });
    place += items.length;
    totals.opened += done.opened;
    totals.closed += done.closed;
    progress.report(totals.opened + totals.closed, undefined, "Looking which items are done");
    return done.passed;
  };
  const passed: Id<"item">[] = [];
  for (let after = ""; ; ) {
    const { rows } = await sql<{ item: Id<"item"> }>`
      select item from task where project = ${project} and item > ${after} order by item limit ${portion}`.execute(
      world.db,
    );
    const items = rows.map((row) => row.item);
    if (items.length > 0) passed.push(...(await settle(items, "pass over")));
    if (items.length < portion) break;
    after = items.at(-1) ?? after;
  }
  // Each alone: whoever waits with others in hand may be waited for.
  for (const item of passed) await settle([item], "wait");
  totals.closed += await closeBacklog(world, given);
  return totals;
}

interface Some {
  readonly project: Id<"project">;
  readonly items: readonly Id<"item">[];
  readonly place: number;
  readonly busy: "wait" | "pass over";
}

/** Settles some tasks: locked in one statement and judged in the next, which sees what was answered until then. */
function settleSome(
  world: Seen,
  { project, items, place, busy }: Some,
): Promise<{ opened: number; closed: number; passed: Id<"item">[] }> {
  return transaction(world.db, async (db) => {
    const { rows } = await sql<{ item: Id<"item"> }>`
      select item from task where project = ${project} and item = any(${items}::text[]) order by item
      for no key update ${busy === "wait" ? sql`` : sql`skip locked`}`.execute(db);
    const locked = rows.map((row) => row.item);
    const { rows: moved } = await sql<{ state: string }>`with
      asked as materialized (select id from question where project = ${project} and required),
      judged as materialized (select item, row_number() over (order by item)::integer as number, not exists (select from asked where not exists (
        select from consensus where consensus.question = asked.id and consensus.item = seen.item)) as is_complete
        from unnest(${locked}::text[]) as seen (item))
      update task set turn = task.turn + 1, given = judged.is_complete::integer,
        state = case when judged.is_complete then 'done' else 'open' end, held_by = null, held_until = null,
        place = case when judged.is_complete then task.place else ${place}::integer + judged.number end,
        done_at = case when judged.is_complete then ${world.clock.now()}::timestamptz end
      from judged where task.project = ${project} and task.item = judged.item and (task.state = 'done') <> judged.is_complete
      returning task.state`.execute(db);
    const opened = moved.filter((row) => row.state === "open").length;
    const isLocked = new Set(locked);
    return { opened, closed: moved.length - opened, passed: items.filter((item) => !isLocked.has(item)) };
  });
}

/** Gives items that have no task and lack no answer one that is done: they would be drawn before those that lack some. */
async function closeBacklog(world: Seen, { project, progress }: Settling): Promise<number> {
  const dataset = await datasetOf(world, project);
  const { auditShare } = await readSettings(world, project);
  let closed = 0;
  for (let after = ""; ; ) {
    progress.signal.throwIfAborted();
    const last = await transaction(world.db, async (db: Database<Tables>) => {
      await lockInTransaction(db, lockOfTasks(project));
      const { rows } = await sql<Omit<Tasked, "answered"> & { answered: Date | null }>`
        select item.id as item, item.split, ${answeredAt(project)} as answered from item
        where dataset = ${dataset} and id > ${after} and not exists (select from task where task.project = ${project} and task.item = item.id)
        order by id limit ${portion}`.execute(db);
      const whole = rows.flatMap((row) => (row.answered ? [{ ...row, answered: row.answered }] : []));
      await insertTasks({ db, project, auditShare }, whole);
      closed += whole.length;
      return rows.length < portion ? undefined : rows.at(-1)?.item;
    });
    if (last === undefined) return closed;
    after = last;
  }
}
