import { type RawBuilder, sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { Database, World } from "#world";
import type { TaskView } from "../contract.ts";
import type { LabelTables, TaskRole } from "../tables.ts";
import { atRandom, fillHands, type InHand, type Lease } from "./fill-hand.ts";
import { gatherByProject } from "./gather.ts";
import { showTasks, taskView } from "./show-tasks.ts";
import { stockTasks } from "./stock-tasks.ts";

const leaseMilliseconds = 10 * 60_000;
const mostDraws = 5;

type Tables = LabelTables & CollectTables;
type Seen = Pick<World<Tables>, "db" | "clock" | "random">;

/** The tasks in a hand, and what is left beyond them. */
interface HandedOut {
  readonly tasks: TaskView[];
  readonly left: "more" | "none" | "only skipped";
}

/**
 * Fills a person's hand to `count` tasks and shows all of it: those held already, then new ones under a lease, so that no
 * two people hold the same item.
 */
export async function handOutTasks(
  world: Seen,
  given: { project: Id<"project">; person: string; count: number },
): Promise<HandedOut> {
  const now = world.clock.now();
  const lease = { ...given, now, until: new Date(now.getTime() + leaseMilliseconds) };
  const hand = await fillHand(world, lease);
  return hand.length < given.count ? takeFurther(world, lease, hand) : { tasks: hand.map(taskView), left: "more" };
}

const fillHand = gatherByProject<Seen, Lease, readonly InHand[]>(fillHands, {
  together: 20,
  apart: ({ person }) => person,
});

/**
 * Takes tasks where too few that nobody touched stand open: those of further items are made now, and only when there is none
 * are those next that were skipped or that never teach.
 */
async function takeFurther(world: Seen, lease: Lease, first: readonly InHand[]): Promise<HandedOut> {
  // What a draw brings may lack no answer any more; then the next one is drawn.
  let hand = first;
  for (let draws = 0; draws < mostDraws && hand.length < lease.count; draws++) {
    const made = await stockTasks(world, { project: lease.project, why: "low" });
    if (made === "none") break;
    hand = await fillHand(world, lease);
    if (hand.length > 0) break;
  }
  const last = hand.length < lease.count ? await takeLast(world, lease, hand.length) : [];
  const items = [...hand, ...last].map((row) => row.item);
  const tasks = await showTasks(world.db, { project: lease.project, person: lease.person, items });
  const fresh = [...first.filter((row) => row.fresh), ...hand.filter((row) => row.fresh), ...last];
  const isSkipped = fresh.length > 0 && fresh.every((row) => row.skips > 0);
  return { tasks, left: tasks.length === 0 ? "none" : isSkipped ? "only skipped" : "more" };
}

type Taken = Pick<InHand, "item" | "skips">;

/** Takes what is left when every task that teaches was touched: those that never teach in no order that could be guessed. */
async function takeLast(world: Seen, lease: Lease, inHand: number): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (const role of ["learn", "audit", "test"] as const) {
    const left = () => lease.count - inHand - taken.length;
    const draws = Array.from({ length: role === "learn" ? 0 : left() }, () => world.random());
    const random = atRandom(lease, { role, draws: sql`${draws}::float8[]`, limit: sql`select ${left()}::integer` });
    if (draws.length > 0) taken.push(...(await take(world.db, lease, random)));
    if (left() > 0) taken.push(...(await take(world.db, lease, leastSkipped(lease, { role, count: left() }))));
  }
  return taken;
}

const leastSkipped = ({ project }: Lease, wanted: { role: TaskRole; count: number }): RawBuilder<unknown> =>
  sql`select item from task where project = ${project} and role = ${wanted.role} and state = 'open'
    order by skips, place limit ${wanted.count} for update skip locked`;

async function take(db: Database<Tables>, lease: Lease, which: RawBuilder<unknown>): Promise<Taken[]> {
  const { rows } = await sql<Taken>`
    update task set state = 'held', held_by = ${lease.person}, held_until = ${lease.until}
    where project = ${lease.project} and item = any(array(${which}))
    returning item, skips`.execute(db);
  return rows;
}
