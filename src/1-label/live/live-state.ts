import { sql } from "kysely";
import type { CollectTables } from "#collect";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import type { World } from "#world";
import { namedBy, readMerged } from "../questions/merged-labels.ts";
import type { LabelTables } from "../tables.ts";

type Tables = LabelTables & CollectTables;
type Seen = Pick<World<Tables>, "db">;

/** A label of the moment, for the live model, which learns from those in the role "learn" and is judged on the others. */
export interface CurrentLabel {
  readonly item: Id<"item">;
  readonly label: string;
  readonly role: "learn" | "audit";
}

/** The newest answers to a question about texts, by their keys, outside the test and the validation split, without their texts. */
export async function currentLabels(
  world: Seen,
  given: { project: Id<"project">; question: Id<"question">; limit: number },
): Promise<CurrentLabel[]> {
  const query = world.db
    .selectFrom("consensus")
    .leftJoin("task", (join) =>
      join.onRef("task.project", "=", "consensus.project").onRef("task.item", "=", "consensus.item"),
    )
    .innerJoin("item", "item.id", "consensus.item")
    .select([
      "consensus.item",
      namedBy("consensus.value").as("label"),
      sql<string>`coalesce(task.role, 'learn')`.as("role"),
    ])
    .where("consensus.question", "=", given.question)
    .where((eb) => eb.or([eb("task.role", "is", null), eb("task.role", "in", ["learn", "audit"])]))
    .where("item.text", "is not", null)
    .where((eb) => eb.or([eb("item.split", "is", null), eb("item.split", "=", "train")]));
  const rows = (await query.orderBy("consensus.updated_at", "desc").limit(given.limit).execute()) as CurrentLabel[];
  const merged = await readMerged(world, given.project);
  return rows.map((row) => ({ ...row, label: merged.now(row.label) }));
}

/** A live model's state and how it ranks its pool, the first to be handed out first; what is held out has no rank, whatever is said. */
export interface LiveState {
  readonly project: Id<"project">;
  readonly question: Id<"question">;
  readonly number: number;
  readonly labels: number;
  readonly classes: number;
  readonly audited: number;
  readonly auditHits: number;
  readonly seconds: number;
  readonly pool: readonly { item: Id<"item">; scores: readonly (readonly [string, number])[] }[];
}

/** Stores a live state: every server shows its suggestions and hands out its pool from the next request on. */
export function storeLive(world: Seen, state: LiveState): Promise<void> {
  return transaction(world.db, async (db) => {
    const { project, question, number } = state;
    const row = {
      number,
      labels: state.labels,
      classes: state.classes,
      audited: state.audited,
      audit_hits: state.auditHits,
      seconds: state.seconds,
    };
    await db
      .insertInto("live")
      .values({ project, question, ...row })
      .onConflict((conflict) => conflict.column("question").doUpdateSet({ ...row, at: new Date() }))
      .execute();
    const point = { number, audited: state.audited, audit_hits: state.auditHits };
    if (state.audited > 0)
      await db
        .insertInto("live_point")
        .values({ project, question, labels: state.labels, ...point })
        .onConflict((conflict) => conflict.columns(["question", "labels"]).doUpdateSet(point))
        .execute();
    const items = state.pool.map((one) => one.item);
    await sql`delete from pool where question = ${question} and item <> all(${items}::text[])`.execute(db);
    await sql`insert into pool (project, question, item, rank, scores, live)
      select ${project}, ${question}, item, rank, scores, ${number} from unnest(${items}::text[], ${state.pool.map((_, rank) => rank)}::integer[], ${state.pool.map((one) => JSON.stringify(one.scores))}::jsonb[]) as new (item, rank, scores)
      where exists (select 1 from task where task.project = ${project} and task.item = new.item and task.state <> 'done' and task.role = 'learn')
      on conflict (project, item, question) do update set rank = excluded.rank, scores = excluded.scores, live = excluded.live`.execute(
      db,
    );
  });
}

/** Forgets the live model of a question, when there is no longer enough to learn from. */
export async function forgetLive(world: Seen, question: Id<"question">): Promise<void> {
  await transaction(world.db, async (db) => {
    await db.deleteFrom("pool").where("question", "=", question).execute();
    await db.deleteFrom("live").where("question", "=", question).execute();
  });
}

/** The number of the newest live state of a question; 0 when there was none. */
export async function liveNumber(world: Seen, question: Id<"question">): Promise<number> {
  const row = await world.db.selectFrom("live").select("number").where("question", "=", question).executeTakeFirst();
  return row?.number ?? 0;
}
