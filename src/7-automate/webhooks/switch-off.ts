import type { Id } from "#ids";
import type { World } from "#world";
import type { WebhookTables } from "./tables.ts";

/** Switches a webhook off, by a person (no reason) or by itself: what waits for it is not sent, and can be replayed later. */
export async function switchOff(
  world: Pick<World<WebhookTables>, "db">,
  webhook: Id<"webhook">,
  reason: string | null,
): Promise<void> {
  await world.db
    .updateTable("webhook")
    .set({ active: false, off_reason: reason, failing_since: null })
    .where("id", "=", webhook)
    .execute();
  await world.db
    .updateTable("webhook_delivery")
    .set((eb) => ({
      state: "failed",
      gathers: false,
      next_at: null,
      error: eb
        .case()
        .when("attempts", "=", 0)
        .then("Not sent: the webhook was switched off.")
        .else("Given up: the webhook was switched off.")
        .end(),
    }))
    .where("webhook", "=", webhook)
    .where("state", "=", "waiting")
    .execute();
}

/** Ends the webhooks of a project that is being deleted: nothing is recorded for them any more, and what waits is not sent. */
export async function silenceWebhooks(world: Pick<World<WebhookTables>, "db">, project: Id<"project">): Promise<void> {
  const hooks = await world.db
    .selectFrom("webhook")
    .select("id")
    .where("project", "=", project)
    .orderBy("id")
    .execute();
  for (const { id } of hooks) await switchOff(world, id, null);
}
