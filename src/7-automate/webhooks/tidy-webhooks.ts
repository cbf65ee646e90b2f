import { sql } from "kysely";
import { type Id, idAt } from "#ids";
import { daysAgo, deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { WebhookTables } from "./tables.ts";

/** How long what webhooks were told is kept; of each webhook the newest hundred stay, however old. */
const keptDeliveries = { days: 30, least: 100 } as const;

/** Deletes deliveries that ended and are past keeping. */
export async function forgetDeliveries(world: Pick<World<WebhookTables>, "db" | "clock">): Promise<void> {
  const before = idAt("delivery", daysAgo(world.clock, keptDeliveries.days));
  const hundredth = sql`(select newer.id from webhook_delivery as newer where newer.webhook = webhook_delivery.webhook
    order by newer.id desc offset ${keptDeliveries.least - 1} limit 1)`;
  await deleteInPortions(
    world.db,
    "webhook_delivery",
    sql`id < ${before} and state <> 'waiting' and id < ${hundredth}`,
  );
}

/** Deletes the webhooks of a removed project with all that they were told. */
export async function sweepWebhooks(world: Pick<World<WebhookTables>, "db">, project: Id<"project">): Promise<void> {
  await world.db.deleteFrom("webhook").where("project", "=", project).execute();
}

/** Seals by the newest secret what earlier ones sealed; what does not open here is left, and the log says so. */
export async function sealAnew(world: Pick<World<WebhookTables>, "db" | "sealing" | "log">): Promise<void> {
  const rows = await world.db.selectFrom("webhook").select(["id", "secret"]).execute();
  for (const { id, secret } of rows) {
    try {
      if (!world.sealing.isOld(secret)) continue;
      const sealed = world.sealing.seal(world.sealing.open(secret, id), id);
      await world.db
        .updateTable("webhook")
        .set({ secret: sealed })
        .where("id", "=", id)
        .where("secret", "=", secret)
        .execute();
    } catch (thrown) {
      world.log.error({ webhook: id, error: thrown }, "The signing secret of a webhook does not open.");
    }
  }
}
