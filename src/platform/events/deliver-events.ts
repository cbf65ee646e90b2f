import { sql } from "kysely";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { anyOf, isPassing, notify, transaction } from "#platform/database";
import { askJob, type JobTables } from "#platform/jobs";
import { repeat } from "#platform/threads";
import type { Database, World } from "#world";
import type { Happening, Recorder, Subscriber, Told } from "./event.ts";
import type { EventTables } from "./tables.ts";

const atOnce = 500;

/** Whoever something follows from events for. */
type Follower = Subscriber | Recorder;

/** What delivering needs: jobs are asked for in its transaction. */
type Seen = Pick<World<EventTables & JobTables>, "db" | "jobs" | "log" | "clock">;

/**
 * Delivers events until `stop`: the jobs that follow from each are asked for in the transaction that marks it as delivered, and
 * one message a kind and project goes to live screens. Rows are claimed with SKIP LOCKED rather than read past a last id,
 * because ids commit out of order.
 */
export function deliverEvents(world: Seen, followers: readonly Follower[]): { stop(): Promise<void> } {
  return repeat({
    every: 250,
    work: async () => ((await deliverOnce(world, followers)) < atOnce ? undefined : "more"),
    failed: (thrown) => world.log.warn({ error: sentenceOf(thrown) }, "Events could not be delivered; trying again."),
  });
}

/** Delivers what is waiting, at most 500 events; gives how many. */
export function deliverOnce(world: Seen, followers: readonly Follower[]): Promise<number> {
  const subscribers = followers.filter((one) => "job" in one);
  const recorders = followers.filter((one) => "record" in one);
  return transaction(world.db, async (db) => {
    const rows = await claim(db);
    for (const row of rows) for (const one of subscribers) await follow({ ...world, db }, one, row);
    for (const one of recorders) await recordAll({ ...world, db }, one, rows);
    await tellScreens(db, rows);
    return rows.length;
  });
}

/** Asks for the job that follows from an event. A subscriber that cannot say what it wants is passed over, and the log says so. */
async function follow(world: Seen, one: Subscriber, row: Claimed): Promise<void> {
  if (!(one.on as readonly string[]).includes(row.kind)) return;
  const asked = wanted(world, one, row);
  if (asked === undefined) return;
  await askJob(world, one.job, {
    input: asked as never,
    workspace: row.workspace,
    project: row.project ?? undefined,
    title: one.title,
    askedBy: `event ${row.kind}`,
  });
}

/**
 * Lets a recorder write what follows from its events. One that fails is passed over, and the log says so; where it failed
 * because of the database, all of it is tried again.
 */
async function recordAll(world: Seen, one: Recorder, rows: readonly Claimed[]): Promise<void> {
  const told = rows.filter((row) => (one.on as readonly string[]).includes(row.kind)).map(toldBy);
  if (told.length === 0) return;
  await sql`savepoint recorder`.execute(world.db);
  try {
    await one.record(world as never, told);
    await sql`release savepoint recorder`.execute(world.db);
  } catch (thrown) {
    if (!failsAgain(thrown)) throw thrown;
    await sql`rollback to savepoint recorder`.execute(world.db);
    world.log.error({ events: told.map(({ id }) => id), error: thrown }, "What follows from events was not recorded.");
  }
}

// What a database that has no room, or is not well, could not do it may do the next time.
function failsAgain(thrown: unknown): boolean {
  const code = String((thrown as { code?: unknown } | null)?.code ?? "");
  return !isPassing(thrown) && !/^(53|58)\w{3}$/.test(code);
}

const toldBy = ({ id, at, kind, workspace, project, facts }: Claimed): Told =>
  ({ id, at, kind, workspace, project: project ?? undefined, facts }) as Told;

function wanted(world: Pick<Seen, "log">, one: Subscriber, row: Claimed): unknown {
  const { kind, workspace, project, facts } = row;
  try {
    const asked = one.inputOf({ kind, workspace, project: project ?? undefined, facts } as Happening);
    return asked === undefined ? undefined : one.job.input.parse(asked);
  } catch (thrown) {
    world.log.error(
      { event: row.id, kind, job: one.job.name, error: thrown },
      "What follows from an event is unknown.",
    );
    return undefined;
  }
}

interface Claimed {
  readonly id: Id<"event">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project"> | null;
  readonly kind: string;
  readonly facts: unknown;
  readonly at: Date;
}

function claim(db: Database<EventTables>): Promise<Claimed[]> {
  const due = db
    .selectFrom("event")
    .select("id")
    .where("delivered_at", "is", null)
    .orderBy("id")
    .limit(atOnce)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable("event")
    .set({ delivered_at: new Date() })
    .where("id", "=", anyOf(due))
    .returning(["id", "workspace", "project", "kind", "facts", "at"])
    .execute();
}

/** One message a kind and project: ids only, because a message has at most 8,000 bytes; whoever hears it reads the tables. */
async function tellScreens(db: Database<EventTables>, rows: readonly Claimed[]): Promise<void> {
  const told = new Map<string, { kind: string; workspace: string; project: string | null; count: number }>();
  for (const { kind, workspace, project } of rows) {
    const name = `${kind} ${project ?? workspace}`;
    told.set(name, { kind, workspace, project, count: (told.get(name)?.count ?? 0) + 1 });
  }
  for (const message of told.values()) await notify(db, "handloom", message);
}
