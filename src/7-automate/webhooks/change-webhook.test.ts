import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Id } from "#ids";
import { createProject } from "#label";
import { announce, deliverOnce } from "#platform/events";
import { openReceiver } from "#tests/receiver";
import { ownerOf, testWorld } from "#tests/world";
import { changeWebhook, removeWebhook } from "./change-webhook.ts";
import { createWebhook } from "./create-webhook.ts";
import { readDeliveries, readWebhooks } from "./read-webhooks.ts";
import { webhookNews } from "./record-news.ts";
import { replayDelivery, testWebhook } from "./replay-delivery.ts";
import { sendOnce } from "./send-deliveries.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let project: Id<"project">;
let count = 0;

beforeAll(async () => {
  opened = await testWorld();
  receiver = await openReceiver();
});
afterAll(async () => {
  await receiver.close();
  await opened.close();
});
beforeEach(async () => {
  const { world, workspace } = opened;
  const about = { task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, name: `told ${++count}`, ...about });
  receiver.got.length = 0;
  receiver.answer((_, response) => response.writeHead(204).end());
});

const who = () => ownerOf(opened.workspace);

const add = ({ url = receiver.url } = {}) =>
  createWebhook(opened.world, { who: who(), project, url, events: ["version.promoted"], address: undefined });
const promote = (version: number) => {
  const facts = { version, alias: "champion", question: "question_1" };
  return announce(opened.world, { kind: "version.promoted", workspace: opened.workspace, project, facts });
};
const deliver = () => deliverOnce(opened.world, [webhookNews]);
const log = (webhook: Id<"webhook">) => readDeliveries(opened.world, { project, webhook }, { limit: 200 });
const seconds = (count: number) => opened.moveClock(count * 1000);

test("news goes where the webhook sends at that moment; what an earlier address did says nothing of the new one", async () => {
  const before = await openReceiver();
  const { webhook } = await add({ url: before.url });
  const named = { project, webhook: webhook.id, who: who(), address: undefined };
  for (const version of [1, 2, 3]) await promote(version);
  await deliver();
  let isChanged = false;
  before.answer((_, response) => {
    void changeWebhook(opened.world, named, { url: receiver.url }).then(() => {
      isChanged = true;
      response.writeHead(410).end();
    });
  });
  await sendOnce(opened.world);
  expect(isChanged).toBe(true);
  expect(before.got).toHaveLength(1);
  const told = receiver.got.map(({ body }) => (body.data as { version: number }).version);
  expect(told.sort()).toEqual([1, 2, 3]);
  expect((await readWebhooks(opened.world, project))[0]).toMatchObject({ active: true });
  await before.close();
});

test("what waits for a later attempt is tried at once at another address", async () => {
  const { webhook } = await add();
  await promote(1);
  await deliver();
  receiver.answer((_, response) => response.writeHead(500).end());
  for (let k = 0; k < 4; k++) {
    await sendOnce(opened.world);
    seconds(400);
  }
  await sendOnce(opened.world);
  expect(await sendOnce(opened.world)).toBe(0);
  const right = await openReceiver();
  await changeWebhook(
    opened.world,
    { project, webhook: webhook.id, who: who(), address: undefined },
    { url: right.url },
  );
  expect(await sendOnce(opened.world)).toBe(1);
  expect(right.got).toHaveLength(1);
  await right.close();
});

test("what is switched off while it is sent counts as it ended, and a replay or a test never runs beside the switch", async () => {
  const { webhook } = await add();
  const named = { project, webhook: webhook.id, who: who(), address: undefined };
  await promote(1);
  await deliver();
  receiver.answer((_, response) => {
    void changeWebhook(opened.world, named, { active: false }).then(() => response.writeHead(200).end());
  });
  await sendOnce(opened.world);
  const [sent] = await log(webhook.id);
  expect(sent).toMatchObject({ state: "delivered", status: 200 });
  await changeWebhook(opened.world, named, { active: true });
  const both = await Promise.allSettled([
    changeWebhook(opened.world, named, { active: false }),
    replayDelivery(opened.world, { ...named, delivery: sent?.id ?? "delivery_none" }),
  ]);
  expect(both[0]?.status).toBe("fulfilled");
  receiver.got.length = 0;
  await sendOnce(opened.world);
  expect(receiver.got).toEqual([]);
  const gone = await Promise.allSettled([removeWebhook(opened.world, named), testWebhook(opened.world, named)]);
  for (const one of gone) if (one.status === "rejected") expect(one.reason).toMatchObject({ kind: "missing" });
});
