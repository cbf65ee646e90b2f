import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import { json, transaction } from "#platform/database";
import type { Database, World } from "#world";
import { deliveryOf, findWebhook, type Named } from "./read-webhooks.ts";
import type { WebhookTables } from "./tables.ts";
import { tellScreens } from "./tell-screens.ts";

type Seen = Pick<World<WebhookTables>, "db" | "clock">;

/** Finds a webhook that is neither switched off nor removed before this ends. */
async function lockWebhook(db: Database<WebhookTables>, named: Named): ReturnType<typeof findWebhook> {
  const { id } = await findWebhook({ db }, named);
  await db.selectFrom("webhook").select("id").where("id", "=", id).forShare().execute();
  return findWebhook({ db }, named);
}

/** Sends a delivery that has ended again, from its first attempt, under its own id. */
export function replayDelivery(
  world: Seen,
  named: Named & { readonly delivery: Id<"delivery"> },
): Promise<ReturnType<typeof deliveryOf>> {
  return transaction(world.db, async (db) => {
    const hook = await lockWebhook(db, named);
    const known = await db
      .selectFrom("webhook_delivery")
      .select(["id", "state", "type"])
      .where("id", "=", named.delivery)
      .where("webhook", "=", hook.id)
      .forUpdate()
      .executeTakeFirst();
    if (!known) throw new Failure("missing", "There is no such delivery of this webhook.", { field: "delivery" });
    if (known.state === "waiting")
      throw new Failure("conflict", "It has not ended: it is sent, or tried again, by itself.", { field: "delivery" });
    if (!hook.active && known.type !== "test")
      throw new Failure("conflict", "The webhook is off. Switch it on, then send this again.", { field: "webhook" });
    const row = await db
      .updateTable("webhook_delivery")
      .set({ state: "waiting", attempts: 0, next_at: world.clock.now() })
      .where("id", "=", known.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await tellScreens(db, hook);
    return deliveryOf(row);
  });
}

/** Has an event of the type test sent, once, also where the webhook is off; one that still waits is enough. */
export function testWebhook(world: Seen, named: Named): Promise<ReturnType<typeof deliveryOf>> {
  return transaction(world.db, async (db) => {
    const hook = await lockWebhook(db, named);
    const waiting = await db
      .selectFrom("webhook_delivery")
      .selectAll()
      .where("webhook", "=", hook.id)
      .where("type", "=", "test")
      .where("state", "=", "waiting")
      .executeTakeFirst();
    if (waiting) return deliveryOf(waiting);
    const now = world.clock.now();
    const test = { id: newId("delivery"), webhook: hook.id, type: "test", facts: json({}), at: now, next_at: now };
    const row = await db
      .insertInto("webhook_delivery")
      .values({ ...test, state: "waiting" })
      .returningAll()
      .executeTakeFirstOrThrow();
    await tellScreens(db, hook);
    return deliveryOf(row);
  });
}
