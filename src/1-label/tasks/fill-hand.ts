import { type RawBuilder, sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import type { World } from "#world";
import { projectSettings } from "../contract.ts";
import type { LabelTables, TaskRole } from "../tables.ts";
import { type ShownRow, shown } from "./show-tasks.ts";

type Tables = LabelTables & CollectTables;

/** Whose hand is filled, up to how many tasks, and until when they are held. */
export interface Lease {
  readonly project: Id<"project">;
  readonly person: string;
  readonly count: number;
  readonly now: Date;
  readonly until: Date;
}

/** A task that is in a hand now, with what it is shown from; `fresh` when it was taken just now. */
export interface InHand extends ShownRow {
  readonly person: string;
  readonly skips: number;
  readonly fresh: boolean;
}

const defaults = projectSettings.parse({});

/**
 * Fills the hands of some people of one project in one statement, because people wait for it after every answer: gives back
 * what others held too long, renews what each holds, and takes what is wanted beyond that from tasks that nobody touched. A
 * share is held out (the audit or the given splits, as a coin falls, with dice thrown for each task); then come those that were
 * asked for, those that the live model ranked, random ones, and what is left in order. Fewer are taken where the draws meet.
 * In each hand what was held comes first, and each part in turn (see `inTurn`). Nobody waits for the disk: a hold that a power
 * cut takes is only given again.
 */
export async function fillHands(
  world: Pick<World<Tables>, "db" | "random">,
  leases: readonly [Lease, ...Lease[]],
): Promise<InHand[][]> {
  const [{ project, now, until }] = leases;
  const people = leases.map((lease) => lease.person);
  const count = leases.reduce((sum, lease) => sum + lease.count, 0);
  const throws = () => Array.from({ length: count }, () => world.random());
  // The arrays are read through a sub-query, so that what a plan is thought to cost does not hang on their lengths: a plan that
  // is better than the one kept seems to be found for every short array, and making it takes longer than all else.
  const { rows } = await sql<InHand>`/* prepared */ with
    given as materialized (select ${people}::text[] as people, ${leases.map((lease) => lease.count)}::integer[] as counts,
      ${throws()}::float8[] as dice, ${throws()}::float8[] as coins, ${throws()}::float8[] as tests, ${throws()}::float8[] as audits, ${throws()}::float8[] as draws),
    hand as materialized (select * from unnest(${givenOf("people", "text")}, ${givenOf("counts", "integer")}) as hand (person, tasks)),
    expired as (update task set state = 'open', held_by = null, held_until = null
      where project = ${project} and item = any(array(
        select item from task where project = ${project} and state = 'held' and held_until < ${now} and held_by <> all(${givenOf("people", "text")})
        limit 200 for update skip locked))),
    mine as materialized (select item, held_by, held_until from task
      where project = ${project} and state = 'held' and held_by = any(${givenOf("people", "text")}) order by item for no key update skip locked),
    held as materialized (select item, held_by, row_number() over (partition by held_by order by held_until) as number from mine),
    renewed as (update task set held_until = ${until}
      where project = ${project} and state = 'held' and item = any(array(
        select item from held join hand on hand.person = held.held_by where held.number <= hand.tasks))
      returning item, skips, held_by as person),
    relaxed as materialized (select set_config('synchronous_commit', 'off', true) as how),
    seat as materialized (select hand.person, row_number() over () as number
      from hand cross join lateral generate_series(1, hand.tasks - (select count(*) from renewed where renewed.person = hand.person))
      where (select how from relaxed) = 'off'),
    wanted as materialized (select count(*)::integer as tasks from seat),
    held_out as materialized (
      select count(*)::integer as tasks, count(*) filter (where coin < 0.5)::integer as heads
      from unnest(${givenOf("dice")}, ${givenOf("coins")}) with ordinality as die (thrown, coin, number)
      where number <= (select tasks from wanted)
        and thrown < (select coalesce((settings ->> 'auditShare')::float8, ${defaults.auditShare}) from project where id = ${project})),
    tested as materialized (${atRandom({ project }, { role: "test", draws: givenOf("tests"), limit: sql`select case when exists (${open({ project }, "audit")}) then heads else tasks end from held_out` })}),
    audit as materialized (${atRandom({ project }, { role: "audit", draws: givenOf("audits"), limit: sql`select tasks - (select count(*) from tested) from held_out` })}),
    asked_for as materialized (${inOrder({ project }, { fewerSkips: 0, not: ["audit", "tested"] })}),
    ranked as materialized (select task.item from pool join task on task.project = pool.project and task.item = pool.item
      where pool.project = ${project} and task.state = 'open' and task.role = 'learn' and ${notIn("task.item", ["asked_for"])}
      order by pool.rank limit ${still(["audit", "tested", "asked_for"])} for update of task skip locked),
    drawn as materialized (${atRandom({ project }, { role: "learn", draws: givenOf("draws"), limit: still(["audit", "tested", "asked_for", "ranked"]) })}),
    rest as materialized (${inOrder({ project }, { fewerSkips: 1, not: ["audit", "tested", "asked_for", "ranked", "drawn"] })}),
    found as materialized (select item, row_number() over () as number
      from (select distinct item from (${all(["audit", "tested", "asked_for", "ranked", "drawn", "rest"])}) as part) as part),
    taken as (update task set state = 'held', held_by = seat.person, held_until = ${until} from found join seat using (number)
      where project = ${project} and state = 'open' and task.item = any(array(select item from found)) and task.item = found.item
      returning task.item, skips, seat.person)
    ${shown({ project, person: sql.ref("wanted.person") }, sql`(select item, skips, person, false as fresh from renewed union all select item, skips, person, true from taken)`)}`.execute(
    world.db,
  );
  return people.map((person) => {
    const hand = rows.filter((row) => row.person === person).map((row) => ({ ...row, held_until: until }));
    return [...inTurn(hand.filter((row) => !row.fresh)), ...inTurn(hand.filter((row) => row.fresh))];
  });
}

/**
 * Tasks in the order in which they are to be answered: those asked for, those that the live model ranked, and the others
 * strewn among them, so that no place tells what is held out. The same tasks are always in the same order.
 */
function inTurn(tasks: readonly InHand[]): InHand[] {
  const asked = tasks.filter((task) => task.skips < 0).sort((one, other) => one.skips - other.skips);
  const turns = tasks
    .filter((task) => task.skips >= 0)
    .sort((one, other) => (one.rank ?? Number.POSITIVE_INFINITY) - (other.rank ?? Number.POSITIVE_INFINITY))
    .map((task, at) => ({ task, turn: task.rank === null ? strewn(task.item) * tasks.length : at }));
  return [...asked, ...turns.sort((one, other) => one.turn - other.turn).map(({ task }) => task)];
}

/** A number of 0 to 1 that hangs on an item only (FNV-1a and the finisher of MurmurHash3). */
function strewn(item: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < item.length; at++) hash = Math.imul(hash ^ item.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const givenOf = <Value>(column: string, type: "text" | "integer" | "float8" = "float8"): RawBuilder<Value> =>
  sql`(select ${sql.ref(column)} from given)::${sql.raw(type)}[]`;

type OfProject = Pick<Lease, "project">;

type Part = "audit" | "tested" | "asked_for" | "ranked" | "drawn" | "rest";

const all = (parts: readonly Part[]): RawBuilder<unknown> =>
  sql.join(
    parts.map((part) => sql`select item from ${sql.ref(part)}`),
    sql` union all `,
  );

/** How many are wanted beyond what these parts found. */
const still = (parts: readonly Part[]): RawBuilder<unknown> =>
  sql`(select greatest(0, wanted.tasks - (select count(distinct item) from (${all(parts)}) as found)) from wanted)`;

const notIn = (item: string, parts: readonly Part[]): RawBuilder<unknown> =>
  sql`${sql.ref(item)} <> all(array(${all(parts)}))`;

/** A query for those open tasks of a role that nobody skipped. */
const open = ({ project }: OfProject, role: TaskRole): RawBuilder<unknown> =>
  sql`select from task where project = ${project} and role = ${sql.lit(role)} and state = 'open' and skips = 0`;

/**
 * A query for tasks of a role that nobody skipped, each the first open one at or after a random place on the ring of places.
 * Each of several draws is from a part of the ring of its own, so that they seldom meet.
 */
export function atRandom(
  { project }: OfProject,
  wanted: { role: TaskRole; draws: RawBuilder<readonly number[]>; limit: RawBuilder<unknown> },
): RawBuilder<unknown> {
  const queue = sql`project = ${project} and role = ${sql.lit(wanted.role)} and state = 'open' and skips = 0`;
  return sql`select drawn.item from (select place from task where ${queue} order by place desc limit 1) as last,
    (select (number - 1 + share) / count(*) over () as share from (
      select * from unnest(${wanted.draws}) with ordinality as draw (share, number) limit (${wanted.limit})) as draw) as draw cross join lateral (
      select item from task where ${queue} and place >= floor(draw.share * (last.place + 1))::integer
      order by place limit 1 for update skip locked) as drawn`;
}

/** Those that teach with fewer skips than given, the least skipped first: those asked for have a negative number. */
const inOrder = ({ project }: OfProject, wanted: { fewerSkips: number; not: readonly Part[] }): RawBuilder<unknown> =>
  sql`select item from task where project = ${project} and role = 'learn' and state = 'open' and skips < ${sql.lit(wanted.fewerSkips)}
    and ${notIn("item", wanted.not)} order by skips, place limit ${still(wanted.not)} for update skip locked`;
