import { sql } from "kysely";
import { type Id, newId } from "#ids";
import { json } from "#platform/database";
import type { Recorder, Told } from "#platform/events";
import type { Database } from "#world";
import { toldEvents } from "./contract.ts";
import { factsFor, isGathered } from "./news.ts";
import type { WebhookTables } from "./tables.ts";

const gatherMilliseconds = 5000;
// While nothing gets through, what is counted is counted together for longer.
const gatherWhileFailingMilliseconds = 300_000;

/**
 * Writes down what each webhook is to be told, in the transaction that delivers the events: no kill loses any, and none is
 * written twice.
 */
export const webhookNews: Recorder<WebhookTables> = {
  on: toldEvents,
  async record({ db, clock }, told) {
    const hooks = await listeners(db, told);
    if (hooks.length === 0) return;
    const now = clock.now();
    await keepEach(db, singles(hooks, told), now);
    await gather(db, counted(hooks, told), now);
  },
};

interface Listener {
  readonly id: Id<"webhook">;
  readonly project: Id<"project">;
  readonly events: readonly string[];
  readonly failing_since: Date | null;
}

/** The webhooks that events are for; who would remove one or switch it off meanwhile waits, and then finds what was recorded. */
function listeners(db: Database<WebhookTables>, told: readonly Told[]): Promise<Listener[]> {
  const projects = [...new Set(told.flatMap(({ project }) => (project ? [project] : [])))];
  return db
    .selectFrom("webhook")
    .select(["id", "project", "events", "failing_since"])
    .where("project", "in", projects.length > 0 ? projects : ["project_none"])
    .where("active", "=", true)
    .orderBy("id")
    .forShare()
    .execute();
}

const isFor = (hook: Listener, one: Told): boolean => hook.project === one.project && hook.events.includes(one.kind);

function singles(hooks: readonly Listener[], told: readonly Told[]) {
  const alone = told.filter(({ kind }) => !isGathered(kind));
  return alone.flatMap((one) =>
    hooks
      .filter((hook) => isFor(hook, one))
      .map(({ id: webhook }) => ({
        id: newId("delivery"),
        webhook,
        event: one.id,
        type: one.kind,
        facts: factsFor(one),
        at: one.at,
      })),
  );
}

async function keepEach(db: Database<WebhookTables>, rows: ReturnType<typeof singles>, now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into webhook_delivery (id, webhook, event, type, facts, at, state, next_at)
    select id, webhook, event, type, facts, at, 'waiting', ${now}
    from jsonb_to_recordset(${json(rows)}) as row (id text, webhook text, event text, type text, facts jsonb, at timestamptz)`.execute(
    db,
  );
}

/** How many events of each kind that is counted there are for each webhook. */
function counted(hooks: readonly Listener[], told: readonly Told[]) {
  const kinds = [...new Set(told.map(({ kind }) => kind).filter(isGathered))].sort();
  return hooks.flatMap((hook) =>
    kinds
      .map((type) => ({ hook, type, answers: told.filter((one) => one.kind === type && isFor(hook, one)).length }))
      .filter(({ answers }) => answers > 0),
  );
}

/** Counts events into the delivery that is not sent yet, or begins one; always in the same order, so that two who do it cannot wait for each other. */
async function gather(db: Database<WebhookTables>, rows: ReturnType<typeof counted>, now: Date): Promise<void> {
  for (const { hook, type, answers } of rows) {
    const pause = hook.failing_since ? gatherWhileFailingMilliseconds : gatherMilliseconds;
    await sql`insert into webhook_delivery (id, webhook, type, facts, gathers, at, state, next_at)
      values (${newId("delivery")}, ${hook.id}, ${type}, ${json({ answers })}, true, ${now}, 'waiting', ${new Date(now.getTime() + pause)})
      on conflict (webhook, type) where gathers do update set facts = jsonb_build_object(
        'answers', (webhook_delivery.facts->>'answers')::bigint + (excluded.facts->>'answers')::bigint)`.execute(db);
  }
}
