import type { Selectable } from "kysely";
import { type Id, newId } from "#ids";
import { json } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { World } from "#world";
import { endOf, type Known } from "./alert-end.ts";
import type { Ended } from "./contract.ts";
import type { Distance } from "./drift.ts";
import type { MonitorTables } from "./tables.ts";

type Seen = Pick<World<MonitorTables & EventTables>, "db">;
type Alert = Selectable<MonitorTables["alert"]>;

const dayMilliseconds = 86_400_000;

/** What was seen of an endpoint: its traffic of the last day against the profile of the version that answers now. */
export interface Settling extends Known {
  readonly endpoint: {
    readonly id: Id<"endpoint">;
    readonly workspace: Id<"workspace">;
    readonly project: Id<"project">;
  };
  readonly version: Id<"version"> | undefined;
  /** The question that the version answers. */
  readonly question: string;
  readonly from: Date;
  readonly now: Date;
  readonly sentenceOf: (distance: Distance) => string;
}

/** Ends the alerts of an endpoint that are over, keeps the figures of the others current, and opens those that are new. */
export async function settleAlerts(world: Seen, given: Settling): Promise<void> {
  const standing = await world.db
    .selectFrom("alert")
    .selectAll()
    .where("endpoint", "=", given.endpoint.id)
    .where("state", "in", ["open", "quiet"])
    .orderBy("id")
    .forUpdate()
    .execute();
  for (const alert of standing) {
    const why = endOf(alert, given);
    if (why) await endAlert(world, given, { alert, why });
    else await keepAlert(world, given, alert);
  }
  for (const distance of given.distances) {
    const stands = standing.some((one) => one.kind === distance.kind && one.version === given.version);
    if (!stands && distance.value > distance.opensAt) await openAlert(world, given, distance);
  }
}

async function endAlert(world: Seen, given: Settling, { alert, why }: { alert: Alert; why: Ended }): Promise<void> {
  const { now, endpoint } = given;
  await world.db
    .updateTable("alert")
    .set({ state: "over", ended: why, ended_at: now, to_at: now, changed_at: now })
    .where("id", "=", alert.id)
    .execute();
  const { workspace, project } = endpoint;
  await announce(world, {
    kind: "alert.ended",
    workspace,
    project,
    facts: { alert: alert.id, question: given.question },
  });
}

/** Wakes an alert whose quiet is over, and brings its figures up to date where there are some. */
async function keepAlert(world: Seen, given: Settling, alert: Alert): Promise<void> {
  const { now } = given;
  const isAwake = alert.state === "open" || (alert.quiet_until !== null && alert.quiet_until <= now);
  const distance = given.distances.find((one) => one.kind === alert.kind);
  if (!distance && isAwake === (alert.state === "open")) return;
  const figures = distance && {
    value: distance.value,
    threshold: distance.opensAt,
    sentence: given.sentenceOf(distance),
    facts: json({ endsAt: distance.endsAt }),
    to_at: now,
  };
  await world.db
    .updateTable("alert")
    .set({ ...figures, changed_at: now, state: isAwake ? "open" : "quiet" })
    .where("id", "=", alert.id)
    .execute();
}

async function openAlert(world: Seen, given: Settling, distance: Distance): Promise<void> {
  const { endpoint, version, now } = given;
  if (!version || (await wasAnswered(world, given, distance))) return;
  const sentence = given.sentenceOf(distance);
  const opened = await world.db
    .insertInto("alert")
    .values({
      id: newId("alert"),
      endpoint: endpoint.id,
      version,
      kind: distance.kind,
      value: distance.value,
      threshold: distance.opensAt,
      sentence,
      facts: json({ endsAt: distance.endsAt }),
      state: "open",
      quiet_until: null,
      from_at: given.from,
      to_at: now,
      created_at: now,
      changed_at: now,
      ended_at: null,
      ended: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!opened) return;
  const { workspace, project } = endpoint;
  const facts = { alert: opened.id, kind: distance.kind, sentence, question: given.question };
  await announce(world, { kind: "alert.opened", workspace, project, facts });
}

/** Whether the same was answered with labels for this version within a day: the answer needs time to teach. */
async function wasAnswered(world: Seen, given: Settling, { kind }: Distance): Promise<boolean> {
  const row = await world.db
    .selectFrom("alert")
    .select("id")
    .where("endpoint", "=", given.endpoint.id)
    .where("kind", "=", kind)
    .where("version", "=", given.version ?? null)
    .where("state", "=", "answered")
    .where("ended_at", ">", new Date(given.now.getTime() - dayMilliseconds))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
