import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { shuffle } from "#statistics";
import type { World } from "#world";
import type { LabelTables } from "./tables.ts";

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
 * Draws open tasks that teach, without repetition and in random order, with the first 20,000 characters of their texts. A
 * draw is the first open task at or after a random place on the ring of places, so its cost does not grow with the project.
 */
export async function drawTexts(world: Seen, given: Drawing): Promise<{ item: Id<"item">; text: string }[]> {
  const items = await drawItems(world, given);
  if (items.length === 0) return [];
  const rows = await world.db
    .selectFrom("item")
    .select(["id", sql<string>`left(text, 20000)`.as("text")])
    .where("id", "in", items)
    .execute();
  const texts = new Map(rows.map((row) => [row.id, row.text]));
  return items.flatMap((item) => {
    const text = texts.get(item);
    return text === undefined ? [] : [{ item, text }];
  });
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
