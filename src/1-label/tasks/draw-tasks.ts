import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { shuffle } from "#statistics";
import type { World } from "#world";
import { type ReadText, readTexts } from "../items/read-texts.ts";
import type { LabelTables } from "../tables.ts";

type Tables = LabelTables & CollectTables;
type Seen = Pick<World<Tables>, "db">;

/** How many to draw from a project, and the chance to draw with. */
export interface Drawing {
  readonly project: Id<"project">;
  readonly count: number;
  readonly random: () => number;
}

/** What is open, teaches, and was neither skipped nor asked for. */
const drawable = (project: Id<"project">) =>
  sql`task.project = ${project} and task.role = 'learn' and task.state = 'open' and task.skips = 0`;

/**
 * Draws open tasks that teach, without repetition and in random order, with the beginnings of their texts. A draw is the first open task at or after a random place on the ring of places, so its cost does not grow with the project.
 */
export async function drawTexts(world: Seen, given: Drawing): Promise<ReadText[]> {
  return readTexts(world, await drawItems(world, given));
}

async function drawItems(world: Seen, given: Drawing): Promise<Id<"item">[]> {
  // Some draws meet. Where so many do that these are too few, there are at most four times as many tasks as are wanted.
  const draws = Array.from({ length: Math.ceil(given.count * 1.3) }, () => given.random());
  const met = await sql<{ item: Id<"item"> }>`
    with last as (select place from task where ${drawable(given.project)} order by place desc limit 1)
    select drawn.item from last, unnest(${draws}::float8[]) as draw (share) cross join lateral (
      select item from task where ${drawable(given.project)} and place >= floor(draw.share * (last.place + 1))::integer
      order by place limit 1
    ) as drawn`.execute(world.db);
  const items = [...new Set(met.rows.map((row) => row.item))];
  if (items.length >= given.count) return items.slice(0, given.count);
  const all = await sql<{ item: Id<"item"> }>`
    select item from task where ${drawable(given.project)} order by place limit ${given.count * 4}`.execute(world.db);
  const few = all.rows.map((row) => row.item);
  shuffle(few, given.random);
  return few.slice(0, given.count);
}
