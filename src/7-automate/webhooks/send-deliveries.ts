import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { repeat } from "#platform/threads";
import type { World } from "#world";
import { type Attempt, attemptDelivery, giveBack } from "./attempt-delivery.ts";
import { settleDelivery } from "./settle-delivery.ts";
import type { WebhookTables } from "./tables.ts";

type Seen = Pick<World<WebhookTables>, "db" | "clock" | "log" | "random" | "sealing" | "outbound">;

const lookEvery = 500;
const mostTurns = 8;
// A turn ends well before another worker takes its webhook for that of a dead one: it begins no call after the first, and a
// call lasts ten seconds at most.
const turnMilliseconds = 8000;
const holdMilliseconds = 20_000;

/** Sends what waits for webhooks from this process until `stop`; what is under way then is sent by another worker. */
export function startSending(world: Seen): { stop(): Promise<void> } {
  const turns = new Set<Promise<unknown>>();
  const failed = (thrown: unknown) => stumbled(world, thrown);
  const look = async (signal: AbortSignal): Promise<void> => {
    while (turns.size < mostTurns && !signal.aborted) {
      const hook = await takeWebhook(world);
      if (!hook) return;
      const turn: Promise<unknown> = sendWaiting(world, hook, signal)
        .catch(failed)
        .finally(() => turns.delete(turn));
      turns.add(turn);
    }
  };
  const looking = repeat({ every: lookEvery, work: look, failed });
  return {
    async stop() {
      await looking.stop();
      await Promise.all(turns);
    },
  };
}

const stumbled = (world: Seen, thrown: unknown): void =>
  world.log.warn({ error: sentenceOf(thrown) }, "Webhooks could not be told; trying again.");

/** Sends all that waits now, webhook after webhook, as a worker would; gives how many attempts that were. */
export async function sendOnce(world: Seen): Promise<number> {
  let sent = 0;
  for (let hook = await takeWebhook(world); hook; hook = await takeWebhook(world))
    sent += await sendWaiting(world, hook, new AbortController().signal);
  return sent;
}

/** A webhook that this process holds. */
export interface Held {
  readonly id: Id<"webhook">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly url: string;
  readonly secret: string;
  /** By this the one who holds it knows that it still does. */
  readonly held_until: Date | null;
}

/** Takes a webhook for which something waits and that nobody holds; those that do not fail come first. */
async function takeWebhook(world: Pick<Seen, "db" | "clock">): Promise<Held | undefined> {
  const now = world.clock.now();
  const free = world.db
    .selectFrom("webhook")
    .select("webhook.id")
    .where((eb) => eb.or([eb("held_until", "is", null), eb("held_until", "<=", now)]))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("webhook_delivery")
          .select("webhook_delivery.id")
          .whereRef("webhook_delivery.webhook", "=", "webhook.id")
          .where("state", "=", "waiting")
          .where("next_at", "<=", now),
      ),
    )
    .orderBy((eb) => eb("failing_since", "is not", null))
    .orderBy("held_until", (order) => order.asc().nullsFirst())
    .orderBy("id")
    .limit(1)
    .forNoKeyUpdate()
    .skipLocked();
  return world.db
    .updateTable("webhook")
    .set({ held_until: new Date(now.getTime() + holdMilliseconds) })
    .where("id", "=", free)
    .returning(["id", "workspace", "project", "url", "secret", "held_until"])
    .executeTakeFirst();
}

/** One turn of a webhook: sends what waits, one after the other, until its time is over; then it is free for the next. */
async function sendWaiting(world: Seen, hook: Held, signal: AbortSignal): Promise<number> {
  const ends = performance.now() + turnMilliseconds;
  let sent = 0;
  try {
    while (performance.now() < ends && !signal.aborted) {
      const attempt = await takeDelivery(world, hook);
      if (!attempt) break;
      const outcome = await attemptDelivery(world, { hook: { ...hook, ...attempt.to }, attempt, signal });
      if (outcome === "stopped") await giveBack(world, attempt);
      else await settleDelivery(world, { hook: { ...hook, ...attempt.to }, attempt, outcome });
      sent++;
    }
  } finally {
    await world.db
      .updateTable("webhook")
      .set({ held_until: world.clock.now() })
      .where("id", "=", hook.id)
      .where("held_until", "=", hook.held_until)
      .execute();
  }
  return sent;
}

/** A delivery in hand, and where it goes. */
type Taken = Attempt & { readonly to: Pick<Held, "url" | "secret"> };

/**
 * Takes the delivery that waits longest, for as long as the webhook is held: whoever is killed with it in hand has it sent once
 * more, and never less. From here on nothing is counted into it. It goes where the webhook sends at this moment.
 */
async function takeDelivery(world: Pick<Seen, "db" | "clock">, hook: Held): Promise<Taken | undefined> {
  const now = world.clock.now();
  const due = world.db
    .selectFrom("webhook_delivery")
    .select("id")
    .where("webhook", "=", hook.id)
    .where("state", "=", "waiting")
    .where("next_at", "<=", now)
    .orderBy("next_at")
    .orderBy("id")
    .limit(1)
    .forUpdate();
  const taken = await world.db
    .updateTable("webhook_delivery")
    .from("webhook")
    .whereRef("webhook.id", "=", "webhook_delivery.webhook")
    .set((eb) => ({
      attempts: eb("webhook_delivery.attempts", "+", 1),
      gathers: false,
      tried_at: now,
      next_at: new Date(now.getTime() + holdMilliseconds),
    }))
    .where("webhook_delivery.id", "=", due)
    .returning(["webhook_delivery.id", "type", "facts", "at", "attempts", "tried_at", "webhook.url", "webhook.secret"])
    .executeTakeFirst();
  if (!taken) return undefined;
  const { url, secret, ...attempt } = taken;
  return { ...attempt, to: { url, secret } };
}
