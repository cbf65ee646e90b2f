import { Failure } from "#failure";
import { newId } from "#ids";
import type { Who } from "#platform/access";
import { lockInTransaction, transaction } from "#platform/database";
import { type PeopleTables, record } from "#platform/people";
import type { World } from "#world";
import { viewOf } from "./read-webhooks.ts";
import { newSigningSecret } from "./sign.ts";
import type { WebhookTables } from "./tables.ts";
import { tellScreens } from "./tell-screens.ts";

const mostWebhooks = 20;

interface Given {
  readonly who: Who;
  readonly project: `project_${string}`;
  readonly url: string;
  readonly events: readonly string[];
  readonly address: string | undefined;
}

/** Makes a webhook; the secret is given to whoever made it, this once, and kept sealed. */
export async function createWebhook(
  world: Pick<World<WebhookTables & PeopleTables>, "db" | "sealing" | "outbound">,
  given: Given,
): Promise<{ webhook: ReturnType<typeof viewOf>; secret: string }> {
  const { who, project } = given;
  await world.outbound.check(given.url);
  const [id, secret] = [newId("webhook"), newSigningSecret()];
  const { workspace } = who;
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, `webhooks of ${project}`);
    const { count } = await db
      .selectFrom("webhook")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("project", "=", project)
      .executeTakeFirstOrThrow();
    if (count >= mostWebhooks)
      throw new Failure("conflict", `A project has at most ${mostWebhooks} webhooks. Remove one first.`);
    const row = await db
      .insertInto("webhook")
      .values({
        id,
        workspace,
        project,
        url: given.url,
        events: [...given.events],
        secret: world.sealing.seal(secret, id),
        made_by: who.id,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const act = { actor: who.id, act: "webhook.made", object: id, address: given.address };
    await record({ db }, { workspace, project, ...act, facts: { host: new URL(given.url).host } });
    await tellScreens(db, { workspace, project });
    return { webhook: viewOf(row), secret };
  });
}
