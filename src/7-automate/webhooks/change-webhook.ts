import { sql, type Updateable } from "kysely";
import type { Id } from "#ids";
import type { Who } from "#platform/access";
import { transaction } from "#platform/database";
import { type PeopleTables, record } from "#platform/people";
import type { Database, World } from "#world";
import { findWebhook, type Named, viewOf } from "./read-webhooks.ts";
import { switchOff } from "./switch-off.ts";
import type { WebhookTables } from "./tables.ts";
import { tellScreens } from "./tell-screens.ts";

/** What is to be another at a webhook. */
interface Change {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly active?: boolean | undefined;
}

type Seen = Pick<World<WebhookTables & PeopleTables>, "db" | "outbound">;

interface Doing {
  readonly who: Who;
  readonly address: string | undefined;
}

/** Changes where a webhook sends and what it is told, and switches it off or on. */
export async function changeWebhook(
  world: Seen,
  named: Named & Doing,
  change: Change,
): Promise<ReturnType<typeof viewOf>> {
  if (change.url !== undefined) await world.outbound.check(change.url);
  return transaction(world.db, async (db) => {
    const { id, workspace, project, active } = await findWebhook({ db }, named);
    const next: Updateable<WebhookTables["webhook"]> = {
      ...(change.url !== undefined && { url: change.url, failing_since: null }),
      ...(change.events !== undefined && { events: [...change.events] }),
      ...(change.active === true && { active: true, off_reason: null, ...(!active && { failing_since: null }) }),
    };
    const hasNext = Object.keys(next).length > 0;
    if (!hasNext && change.active !== false) return viewOf(await findWebhook({ db }, named));
    if (hasNext) await db.updateTable("webhook").set(next).where("id", "=", id).execute();
    if (change.url !== undefined) await tryAtOnce(db, id);
    if (change.active === false) await switchOff({ db }, id, null);
    const facts = {
      ...(change.url !== undefined && { host: new URL(change.url).host }),
      ...(change.events !== undefined && { events: change.events }),
      ...(change.active !== undefined && { active: change.active }),
    };
    const act = { actor: named.who.id, act: "webhook.changed", object: id, address: named.address };
    await record({ db }, { workspace, project, ...act, facts });
    await tellScreens(db, { workspace, project });
    return viewOf(await findWebhook({ db }, named));
  });
}

/** What waits for the next attempt at the address before is tried at the new one now. */
async function tryAtOnce(db: Database<WebhookTables>, webhook: Id<"webhook">): Promise<void> {
  await db
    .updateTable("webhook_delivery")
    .set({ next_at: sql<Date>`least(next_at, now())` })
    .where("webhook", "=", webhook)
    .where("state", "=", "waiting")
    .where("gathers", "=", false)
    .execute();
}

/** Removes a webhook with the log of its deliveries; what is under way is not called back. */
export async function removeWebhook(world: Seen, named: Named & Doing): Promise<void> {
  await transaction(world.db, async (db) => {
    const { id, workspace, project } = await findWebhook({ db }, named);
    await db.deleteFrom("webhook").where("id", "=", id).execute();
    const act = { actor: named.who.id, act: "webhook.removed", object: id, address: named.address };
    await record({ db }, { workspace, project, ...act });
    await tellScreens(db, { workspace, project });
  });
}
