import { paged } from "#platform/database";
import { type Asked, handle, projectOf, type Route } from "#platform/http";
import type { RouteShapes } from "#platform/http/contract";
import type { PeopleTables } from "#platform/people";
import type { World } from "#world";
import { changeWebhook, removeWebhook } from "./change-webhook.ts";
import * as contract from "./contract.ts";
import { createWebhook } from "./create-webhook.ts";
import { type Named, readDeliveries, readWebhooks } from "./read-webhooks.ts";
import { replayDelivery, testWebhook } from "./replay-delivery.ts";
import type { WebhookTables } from "./tables.ts";

type Seen = World<WebhookTables & PeopleTables>;

const named = (asked: Pick<Asked<RouteShapes>, "place"> & { params: { webhook: Named["webhook"] } }) => ({
  project: projectOf(asked),
  webhook: asked.params.webhook,
});

/** The routes of webhooks. */
export const webhookRoutes: readonly Route<Seen>[] = [
  handle(contract.listWebhooks, async (world: Seen, asked) => ({ rows: await readWebhooks(world, projectOf(asked)) })),
  handle(contract.createWebhook, (world: Seen, asked) => {
    const { who, address, body } = asked;
    return createWebhook(world, { who, address, project: projectOf(asked), ...body });
  }),
  handle(contract.changeWebhook, (world: Seen, asked) => {
    const { who, address } = asked;
    return changeWebhook(world, { ...named(asked), who, address }, asked.body);
  }),
  handle(contract.removeWebhook, async (world: Seen, asked) => {
    const { who, address } = asked;
    await removeWebhook(world, { ...named(asked), who, address });
    return {};
  }),
  handle(contract.testWebhook, (world: Seen, asked) => testWebhook(world, named(asked))),
  handle(contract.listDeliveries, (world: Seen, asked) =>
    paged(asked.query.limit, (limit) => readDeliveries(world, named(asked), { ...asked.query, limit })),
  ),
  handle(contract.replayDelivery, (world: Seen, asked) =>
    replayDelivery(world, { ...named(asked), delivery: asked.params.delivery }),
  ),
];
