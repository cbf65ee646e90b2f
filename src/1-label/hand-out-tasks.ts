import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { anyOf, transaction } from "#platform/database";
import type { Database, World } from "#world";
import type { TaskView } from "./contract.ts";
import { readSettings } from "./create-project.ts";
import { showTasks } from "./show-tasks.ts";
import { stockTasks } from "./stock-tasks.ts";
import type { LabelTables, TaskRole } from "./tables.ts";

const leaseMilliseconds = 10 * 60_000;

type Tables = LabelTables & CollectTables;

/**
 * Fills a person's hand to `count` tasks and shows all of it: those held already, then new ones under a lease, so that no
 * two people hold the same item. A fixed share comes from the audit and the test split at random; the rest from the pool
 * that the live model ranked, and where there is none, in random order.
 */
export async function handOutTasks(
  world: Pick<World<Tables>, "db" | "clock" | "random">,
  given: { project: Id<"project">; person: string; count: number },
): Promise<{ tasks: TaskView[]; left: "more" | "none" | "only skipped" }> {
  const now = world.clock.now();
  const lease = { ...given, now, until: new Date(now.getTime() + leaseMilliseconds) };
  const { held, taken } = await transaction(world.db, async (db) => {
    await returnExpired(db, lease);
    const renewed = await renewHeld(db, lease);
    return { held: renewed, taken: await takeUntouched(world, db, { ...lease, count: given.count - renewed.length }) };
  });
  const wanted = given.count - held.length - taken.length;
  if (wanted > 0) taken.push(...(await takeFurther(world, { ...lease, count: wanted })));
  const items = [...held, ...taken.map((row) => row.item)];
  const tasks = await showTasks(world.db, { project: given.project, person: given.person, items });
  const left =
    tasks.length === 0 ? "none" : taken.length > 0 && taken.every((row) => row.skips > 0) ? "only skipped" : "more";
  return { tasks, left };
}

/**
 * Takes tasks where too few that nobody touched stand open: those of further items are made now, and only when there is none
 * are those next that were skipped or that never teach. Making them waits for others who do, so no task is locked meanwhile.
 */
async function takeFurther(world: Pick<World<Tables>, "db" | "random">, lease: Lease): Promise<Taken[]> {
  const { project, count } = lease;
  const made = await stockTasks(world, { project, why: "low" });
  return transaction(world.db, async (db) => {
    const taken = made === "some" ? await takeUntouched(world, db, lease) : [];
    return [...taken, ...(await takeLast(db, { ...lease, count: count - taken.length, random: world.random }))];
  });
}

interface Lease {
  readonly project: Id<"project">;
  readonly person: string;
  readonly count: number;
  readonly now: Date;
  readonly until: Date;
}

/** Gives back what was held too long, without waiting for anybody. */
async function returnExpired(db: Database<Tables>, lease: Lease): Promise<void> {
  const expired = db
    .selectFrom("task")
    .select("item")
    .where("project", "=", lease.project)
    .where("state", "=", "held")
    .where("held_until", "<", lease.now)
    .limit(200)
    .forUpdate()
    .skipLocked();
  await db
    .updateTable("task")
    .set({ state: "open", held_by: null, held_until: null })
    .where("project", "=", lease.project)
    .where("item", "=", anyOf(expired))
    .execute();
}

async function renewHeld(db: Database<Tables>, lease: Lease): Promise<Id<"item">[]> {
  const mine = db
    .selectFrom("task")
    .select("item")
    .where("project", "=", lease.project)
    .where("state", "=", "held")
    .where("held_by", "=", lease.person)
    .orderBy("held_until")
    .limit(lease.count);
  const rows = await db
    .updateTable("task")
    .set({ held_until: lease.until })
    .where("project", "=", lease.project)
    .where("item", "=", anyOf(mine))
    .where("state", "=", "held")
    .returning("item")
    .execute();
  return rows.map((row) => row.item);
}

/** How many of the wanted tasks are held out, thrown anew for each. */
async function draw(
  world: Pick<World<Tables>, "random">,
  given: { db: Database<Tables>; project: Id<"project">; count: number },
): Promise<{ heldOut: number }> {
  const { auditShare } = await readSettings({ db: given.db }, given.project);
  let heldOut = 0;
  for (let k = 0; k < given.count; k++) if (world.random() < auditShare) heldOut++;
  return { heldOut };
}

type Taken = { item: Id<"item">; skips: number };

type Drawn = Lease & Pick<World<Tables>, "random">;

/** Takes the share that is held out, what was asked for, what the live model ranked, and what nobody touched. */
async function takeUntouched(
  world: Pick<World<Tables>, "random">,
  db: Database<Tables>,
  lease: Lease,
): Promise<Taken[]> {
  if (lease.count <= 0) return [];
  const drawn = { ...lease, random: world.random };
  const { heldOut } = await draw(world, { db, project: lease.project, count: lease.count });
  const { taken, more } = taking();
  for (const role of ["audit", "test"] as const)
    await more(heldOut - taken.length, (count) => takeRandom(db, drawn, { role, count }));
  const left = () => lease.count - taken.length;
  await more(left(), (count) => takeInOrder(db, lease, { role: "learn", count, fewerSkips: 0 }));
  await more(left(), (count) => takeRanked(db, lease, count));
  await more(left(), (count) => takeRandom(db, drawn, { role: "learn", count }));
  await more(left(), (count) => takeInOrder(db, lease, { role: "learn", count, fewerSkips: 1 }));
  return taken;
}

/** Takes what is left when every task that teaches was touched. */
async function takeLast(db: Database<Tables>, lease: Drawn): Promise<Taken[]> {
  const { taken, more } = taking();
  const left = () => lease.count - taken.length;
  for (const role of ["learn", "audit", "test"] as const) {
    if (role !== "learn") await more(left(), (count) => takeRandom(db, lease, { role, count }));
    await more(left(), (count) => takeInOrder(db, lease, { role, count, fewerSkips: 2 ** 31 - 1 }));
  }
  return taken;
}

/** Collects what is taken step by step, each step as many as are still wanted. */
function taking() {
  const taken: Taken[] = [];
  const more = async (count: number, from: (count: number) => Promise<Taken[]>) => {
    if (count > 0) taken.push(...(await from(count)));
  };
  return { taken, more };
}

/**
 * Takes tasks of a role that nobody skipped, each the first open one at or after a random place on the ring of places; two
 * draws may meet, so there may be fewer than wanted.
 */
async function takeRandom(
  db: Database<Tables>,
  lease: Drawn,
  wanted: { role: TaskRole; count: number },
): Promise<Taken[]> {
  const queue = sql`project = ${lease.project} and role = ${wanted.role} and state = 'open' and skips = 0`;
  const draws = Array.from({ length: wanted.count }, () => lease.random());
  const found = await sql<Taken>`
    with last as (select place from task where ${queue} order by place desc limit 1)
    update task set state = 'held', held_by = ${lease.person}, held_until = ${lease.until}
    where project = ${lease.project} and item = any(array(
      select drawn.item from last, unnest(${draws}::float8[]) as draw (share) cross join lateral (
        select item from task where ${queue} and place >= floor(draw.share * (last.place + 1))::integer
        order by place limit 1 for update skip locked
      ) as drawn
    ))
    returning item, skips`.execute(db);
  return found.rows;
}

/** Takes tasks of a role with fewer skips than given, the least skipped first: those asked for have a negative number. */
async function takeInOrder(
  db: Database<Tables>,
  lease: Lease,
  wanted: { role: TaskRole; count: number; fewerSkips: number },
): Promise<Taken[]> {
  const found = await sql<Taken>`
    update task set state = 'held', held_by = ${lease.person}, held_until = ${lease.until}
    where project = ${lease.project} and item = any(array(
      select item from task where project = ${lease.project} and role = ${wanted.role} and state = 'open' and skips < ${wanted.fewerSkips}
      order by skips, place limit ${wanted.count} for update skip locked
    ))
    returning item, skips`.execute(db);
  return found.rows;
}

/** Takes the tasks that the live model ranked first. */
async function takeRanked(db: Database<Tables>, lease: Lease, count: number): Promise<Taken[]> {
  const found = await sql<Taken>`
    update task set state = 'held', held_by = ${lease.person}, held_until = ${lease.until}
    where project = ${lease.project} and item = any(array(
      select task.item from pool join task on task.project = pool.project and task.item = pool.item
      where pool.project = ${lease.project} and task.state = 'open' and task.role = 'learn'
      order by pool.rank limit ${count} for update of task skip locked
    ))
    returning item, skips`.execute(db);
  return found.rows;
}
