import { z } from "zod";
import { inProject } from "#platform/access/contract";
import { defineRoute, idNaming, nothing, pageOf, pageQuery, projectParams, rowInteger } from "#platform/http/contract";

const tag = "automate";
// Whoever may see an address that holds a token may as well choose it.
const permission = inProject("admin", "manage");

/** What a webhook can be told of; of answers it is told how many there were in some seconds. */
export const toldEvents = [
  "items.imported",
  "items.asked",
  "items.removed",
  "labels.changed",
  "annotation.given",
  "annotation.undone",
  "run.finished",
  "version.registered",
  "version.promoted",
  "version.judged",
  "endpoint.deployed",
  "alert.opened",
  "alert.ended",
] as const;

/** A kind of event that a webhook can be told of. */
export type ToldEvent = (typeof toldEvents)[number];

const eventName = z.enum(toldEvents);
const url = z.string().trim().min(1).max(2000).describe("Where to send; http or https, without a name and password.");
const events = z
  .array(eventName)
  .min(1)
  .max(toldEvents.length)
  .transform((all) => [...new Set(all)]);

/** A webhook, without its secret. */
export const webhookView = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  active: z.boolean(),
  off: z.string().optional().describe("Why it was switched off by itself."),
  failingSince: z.string().optional().describe("Since when nothing got through."),
  madeBy: z.string(),
  madeAt: z.string(),
});

/** A piece of news for a webhook, with the last attempt to deliver it. */
export const deliveryView = z.object({
  id: z.string().describe("The header webhook-id, the same for every attempt and replay."),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  state: z.enum(["waiting", "delivered", "failed"]),
  attempts: rowInteger,
  status: rowInteger.optional().describe("Of the last answer, if there was one."),
  answer: z.string().optional().describe("How the last answer begins."),
  error: z.string().optional(),
  milliseconds: rowInteger.optional(),
  at: z.string(),
  triedAt: z.string().optional(),
  nextAt: z.string().optional().describe("When it is tried next."),
});

const webhookParams = projectParams.extend({ webhook: idNaming("webhook").describe("The webhook's id.") });

/** Webhooks of a project. */
export const listWebhooks = defineRoute({
  operation: "listWebhooks",
  method: "get",
  path: "/projects/{project}/webhooks",
  permission,
  tag,
  summary: "The webhooks of a project, without their secrets",
  shapes: { params: projectParams, returns: z.object({ rows: z.array(webhookView) }) },
});

/** Make a webhook. */
export const createWebhook = defineRoute({
  operation: "createWebhook",
  method: "post",
  path: "/projects/{project}/webhooks",
  permission,
  tag,
  summary: "Have an address told what happens in a project; the secret that signs is shown this once",
  shapes: {
    params: projectParams,
    body: z.object({ url, events }),
    returns: z.object({ webhook: webhookView, secret: z.string() }),
  },
  refuses: ["conflict"],
});

/** Change a webhook. */
export const changeWebhook = defineRoute({
  operation: "changeWebhook",
  method: "patch",
  path: "/projects/{project}/webhooks/{webhook}",
  permission,
  tag,
  summary:
    "Change where a webhook sends or what it is told, switch it off or on; what waits when it goes off is not sent",
  shapes: {
    params: webhookParams,
    body: z.object({ url: url.optional(), events: events.optional(), active: z.boolean().optional() }),
    returns: webhookView,
  },
});

/** Remove a webhook. */
export const removeWebhook = defineRoute({
  operation: "removeWebhook",
  method: "delete",
  path: "/projects/{project}/webhooks/{webhook}",
  permission,
  tag,
  summary: "Remove a webhook with the log of its deliveries",
  shapes: { params: webhookParams, returns: nothing },
});

/** Try a webhook. */
export const testWebhook = defineRoute({
  operation: "testWebhook",
  method: "post",
  path: "/projects/{project}/webhooks/{webhook}/test",
  permission,
  tag,
  summary: "Send an event of the type test, once; its delivery says how that went",
  shapes: { params: webhookParams, returns: deliveryView },
});

/** The log of a webhook. */
export const listDeliveries = defineRoute({
  operation: "listDeliveries",
  method: "get",
  path: "/projects/{project}/webhooks/{webhook}/deliveries",
  permission,
  tag,
  summary: "What a webhook was told, newest first, each with its last attempt",
  shapes: {
    params: webhookParams,
    query: pageQuery("delivery").extend({ state: deliveryView.shape.state.optional() }),
    returns: pageOf(deliveryView),
  },
});

/** Send again. */
export const replayDelivery = defineRoute({
  operation: "replayDelivery",
  method: "post",
  path: "/projects/{project}/webhooks/{webhook}/deliveries/{delivery}/replay",
  permission,
  tag,
  summary: "Send a delivery that has ended again, under the same id",
  shapes: { params: webhookParams.extend({ delivery: idNaming("delivery") }), returns: deliveryView },
  refuses: ["conflict"],
});
