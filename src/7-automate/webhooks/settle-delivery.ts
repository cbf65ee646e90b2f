import type { Id } from "#ids";
import { transaction } from "#platform/database";
import type { Database, World } from "#world";
import type { Attempt, Outcome } from "./attempt-delivery.ts";
import { waitAfter } from "./retry.ts";
import type { Held } from "./send-deliveries.ts";
import { switchOff } from "./switch-off.ts";
import type { DeliveryState, WebhookTables } from "./tables.ts";
import { tellScreens } from "./tell-screens.ts";

const gone = 410;
const patienceMilliseconds = 86_400_000;
const leastAttempts = 3;

type Seen = Pick<World<WebhookTables>, "db" | "clock" | "random">;

interface Given {
  readonly hook: Held;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
}

/** Writes down how an attempt ended: delivered, to be tried again later, or given up, and then perhaps the webhook with it. */
export async function settleDelivery(world: Seen, { hook, attempt, outcome }: Given): Promise<void> {
  const now = world.clock.now();
  const wait =
    outcome.isDelivered || attempt.type === "test" || outcome.status === gone
      ? undefined
      : waitAfter(attempt.attempts, { random: world.random, retryAfter: outcome.retryAfter });
  await transaction(world.db, async (db) => {
    // The webhook before its deliveries, as whoever switches it off does; who removed it removed them, too.
    const known = await db
      .selectFrom("webhook")
      .select(["failing_since", "url"])
      .where("id", "=", hook.id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!known) return;
    // What an address that is no longer called did not take, the new one is told now; a test was of the earlier one.
    const isElsewhere = known.url !== hook.url && !outcome.isDelivered && attempt.type !== "test";
    const pause = isElsewhere ? 0 : wait;
    const state = outcome.isDelivered ? "delivered" : pause === undefined ? "failed" : "waiting";
    await db
      .updateTable("webhook_delivery")
      .set({
        state,
        status: outcome.status ?? null,
        answer: outcome.answer ?? null,
        error: outcome.error || null,
        milliseconds: outcome.milliseconds,
        next_at: pause === undefined ? null : new Date(now.getTime() + pause),
      })
      .where("id", "=", attempt.id)
      // What got through did, also where the webhook was switched off meanwhile.
      .where("state", "in", outcome.isDelivered ? ["waiting", "failed"] : ["waiting"])
      .where("attempts", "=", attempt.attempts)
      .execute();
    // An address that is no longer called says nothing of the webhook.
    if (known.url === hook.url)
      await judge({ ...world, db }, { hook, attempt, outcome }, { state, since: known.failing_since });
    await tellScreens(db, hook);
  });
}

/** Keeps since when nothing gets through; where that is a day, the webhook goes off. */
async function judge(
  world: Seen,
  { hook, attempt, outcome }: Given,
  { state, since }: { state: DeliveryState; since: Date | null },
): Promise<void> {
  if (state === "delivered") return since ? failingSince(world.db, hook.id, null) : undefined;
  if (attempt.type === "test") return;
  const now = world.clock.now();
  if (outcome.status === gone)
    return switchOff(world, hook.id, "It was switched off because the address answered 410: it wants no more.");
  if (!since) return failingSince(world.db, hook.id, now);
  // Once is not enough: Handloom itself may have been away.
  if (attempt.attempts >= leastAttempts && now.getTime() - since.getTime() >= patienceMilliseconds)
    await switchOff(
      world,
      hook.id,
      `It was switched off because nothing got through for a day. ${outcome.error ?? ""}`.trim(),
    );
}

async function failingSince(db: Database<WebhookTables>, hook: Id<"webhook">, since: Date | null): Promise<void> {
  await db.updateTable("webhook").set({ failing_since: since }).where("id", "=", hook).execute();
}
