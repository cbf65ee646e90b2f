import { sql } from "kysely";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { Progress } from "#platform/jobs";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";
import { nextPlace } from "./make-tasks.ts";
import { lockOfTasks } from "./stock-tasks.ts";

const portion = 500;

/**
 * After the questions of a project changed: opens the tasks again that lack an answer to a question that must be answered, and
 * closes those that lack none any more, in portions that can be repeated. Gives how many were opened and closed.
 */
export async function settleTasks(
  world: Pick<World<LabelTables>, "db" | "clock">,
  given: { project: Id<"project">; progress: Progress },
): Promise<{ opened: number; closed: number }> {
  const { project, progress } = given;
  const totals = { opened: 0, closed: 0 };
  // Whoever draws tasks at this moment may not know of the change: what they make is there to be looked at afterwards.
  await transaction(world.db, (db) => lockInTransaction(db, lockOfTasks(project)));
  // Places of what was imported done are no places in a queue: those that are open again stand behind all others.
  let place = await nextPlace(world.db, project);
  for (let after = ""; ; ) {
    progress.signal.throwIfAborted();
    const { rows } = await sql<{ seen: number; last: string | null; opened: number; closed: number }>`with
      asked as materialized (select id from question where project = ${project} and required),
      seen as materialized (select item, state, turn from task where project = ${project} and item > ${after} order by item limit ${portion} for no key update),
      judged as materialized (select item, state, turn, row_number() over (order by item)::integer as number, not exists (select from asked where not exists (
        select from consensus where consensus.question = asked.id and consensus.item = seen.item)) as is_complete from seen),
      moved as (update task set turn = task.turn + 1, given = judged.is_complete::integer,
          state = case when judged.is_complete then 'done' else 'open' end, held_by = null, held_until = null,
          place = case when judged.is_complete then task.place else ${place}::integer + judged.number end,
          done_at = case when judged.is_complete then ${world.clock.now()}::timestamptz end
        from judged where task.project = ${project} and task.item = judged.item and task.state = judged.state and task.turn = judged.turn
          and (judged.state = 'done') <> judged.is_complete
        returning task.state)
      select (select count(*)::integer from seen) as seen, (select max(item) from seen) as last,
        (select count(*)::integer from moved where state = 'open') as opened, (select count(*)::integer from moved where state = 'done') as closed`.execute(
      world.db,
    );
    const [row] = rows;
    place += row?.seen ?? 0;
    totals.opened += row?.opened ?? 0;
    totals.closed += row?.closed ?? 0;
    progress.report(totals.opened + totals.closed, undefined, "Looking which items are done");
    if (!row?.last || row.seen < portion) return totals;
    after = row.last;
  }
}
