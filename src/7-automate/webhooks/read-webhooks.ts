import type { Selectable } from "kysely";
import type { z } from "zod";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { World } from "#world";
import type { deliveryView, webhookView } from "./contract.ts";
import type { DeliveryState, WebhookTables } from "./tables.ts";

type Seen = Pick<World<WebhookTables>, "db">;
type WebhookView = z.output<typeof webhookView> & { readonly id: Id<"webhook"> };
type DeliveryView = z.output<typeof deliveryView> & { readonly id: Id<"delivery"> };

/** A webhook of a project. */
export interface Named {
  readonly project: Id<"project">;
  readonly webhook: Id<"webhook">;
}

/** A webhook as screens and scripts see it: its secret stays here. */
export const viewOf = (row: Selectable<WebhookTables["webhook"]>): WebhookView => ({
  id: row.id,
  url: row.url,
  events: row.events,
  active: row.active,
  off: row.off_reason ?? undefined,
  failingSince: row.failing_since?.toISOString(),
  madeBy: row.made_by,
  madeAt: row.made_at.toISOString(),
});

/** A delivery as screens and scripts see it. */
export const deliveryOf = (row: Selectable<WebhookTables["webhook_delivery"]>): DeliveryView => ({
  id: row.id,
  type: row.type,
  data: row.facts as DeliveryView["data"],
  state: row.state,
  attempts: row.attempts,
  status: row.status ?? undefined,
  answer: row.answer ?? undefined,
  error: row.error ?? undefined,
  milliseconds: row.milliseconds ?? undefined,
  at: row.at.toISOString(),
  triedAt: row.tried_at?.toISOString(),
  nextAt: row.next_at?.toISOString(),
});

/** The webhooks of a project, oldest first. */
export async function readWebhooks(world: Seen, project: Id<"project">): Promise<WebhookView[]> {
  const rows = await world.db.selectFrom("webhook").selectAll().where("project", "=", project).orderBy("id").execute();
  return rows.map(viewOf);
}

/** One webhook, if it is of that project; otherwise it is not there. */
export async function findWebhook(world: Seen, named: Named): Promise<Selectable<WebhookTables["webhook"]>> {
  const row = await world.db
    .selectFrom("webhook")
    .selectAll()
    .where("id", "=", named.webhook)
    .where("project", "=", named.project)
    .executeTakeFirst();
  if (!row) throw new Failure("missing", "There is no such webhook in this project.", { field: "webhook" });
  return row;
}

/** What a webhook was told, newest first. */
export async function readDeliveries(
  world: Seen,
  named: Named,
  page: { after?: Id<"delivery"> | undefined; limit: number; state?: DeliveryState | undefined },
): Promise<DeliveryView[]> {
  const { id } = await findWebhook(world, named);
  let query = world.db.selectFrom("webhook_delivery").selectAll().where("webhook", "=", id);
  if (page.after !== undefined) query = query.where("id", "<", page.after);
  if (page.state !== undefined) query = query.where("state", "=", page.state);
  return (await query.orderBy("id", "desc").limit(page.limit).execute()).map(deliveryOf);
}
