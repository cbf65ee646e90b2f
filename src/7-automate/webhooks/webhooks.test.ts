import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Id } from "#ids";
import { createProject } from "#label";
import { announce, deliverOnce, type Happening } from "#platform/events";
import { makeSealing } from "#platform/secrets";
import { isSignedBy, openReceiver } from "#tests/receiver";
import { ownerOf, testWorld } from "#tests/world";
import { deleteProject } from "../delete-project.ts";
import { changeWebhook, removeWebhook } from "./change-webhook.ts";
import { createWebhook } from "./create-webhook.ts";
import { readDeliveries, readWebhooks } from "./read-webhooks.ts";
import { webhookNews } from "./record-news.ts";
import { replayDelivery, testWebhook } from "./replay-delivery.ts";
import { sendOnce, startSending } from "./send-deliveries.ts";
import { forgetDeliveries, sealAnew } from "./tidy-webhooks.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let project: Id<"project">;
let other: Id<"project">;

beforeAll(async () => {
  opened = await testWorld();
  receiver = await openReceiver();
  const make = (name: string) =>
    createProject(opened.world, {
      workspace: opened.workspace,
      name,
      task: "classify",
      labels: [],
      guideline: "",
      auditShare: 0,
    });
  project = await make("told");
  other = await make("other");
});
afterAll(async () => {
  await receiver.close();
  await opened.close();
});
beforeEach(async () => {
  await sql`delete from event; delete from webhook`.execute(opened.world.db);
  receiver.got.length = 0;
  receiver.answer((_, response) => response.writeHead(204).end());
});

const who = () => ownerOf(opened.workspace);

const events = ["version.promoted", "annotation.given", "alert.opened"];
const add = (given: { url?: string; project?: Id<"project"> } = {}) =>
  createWebhook(opened.world, { who: who(), project, url: receiver.url, events, address: undefined, ...given });
const tell = (happening: Partial<Happening>) =>
  announce(opened.world, { workspace: opened.workspace, project, ...happening } as Happening);
const promote = (version: number) =>
  tell({ kind: "version.promoted", facts: { version, alias: "champion", question: "question_1" } });
const deliver = () => deliverOnce(opened.world, [webhookNews]);
const log = (webhook: Id<"webhook">) => readDeliveries(opened.world, { project, webhook }, { limit: 200 });
const seconds = (count: number) => opened.moveClock(count * 1000);
const lease = 21;

test("what happens is told to the webhooks that want it, signed, with ids and no texts", async () => {
  const { webhook, secret } = await add();
  const others = await add({ project: other });
  await promote(3);
  await tell({
    kind: "alert.opened",
    facts: { alert: "alert_1", kind: "label-drift", sentence: "private words", question: "question_1" },
  });
  await tell({ kind: "labels.changed" });
  await deliver();
  expect(await sendOnce(opened.world)).toBe(2);
  expect(receiver.got.map(({ body }) => [body.type, body.project, body.data])).toEqual([
    ["version.promoted", project, { version: 3, alias: "champion", question: "question_1" }],
    ["alert.opened", project, { alert: "alert_1", kind: "label-drift", question: "question_1" }],
  ]);
  for (const one of receiver.got) {
    expect(await isSignedBy(secret, one)).toBe(true);
    expect(await isSignedBy(others.secret, one)).toBe(false);
    expect(await isSignedBy(secret, { ...one, text: one.text.replace("3", "4").replace("1", "2") })).toBe(false);
    expect(one.headers["webhook-id"]).toBe(one.body.id);
    expect(one.headers["content-type"]).toBe("application/json");
  }
  const [second, first] = await log(webhook.id);
  expect(first).toMatchObject({ state: "delivered", attempts: 1, status: 204, type: "version.promoted" });
  expect(second?.error).toBeUndefined();
  expect(await readDeliveries(opened.world, { project: other, webhook: others.webhook.id }, { limit: 9 })).toEqual([]);
});

test("answers that people give are counted and told together, and none is counted into what is being sent", async () => {
  const { webhook } = await add();
  for (let k = 0; k < 30; k++) await tell({ kind: "annotation.given" });
  await deliver();
  for (let k = 0; k < 12; k++) await tell({ kind: "annotation.given" });
  await deliver();
  expect(await sendOnce(opened.world)).toBe(0);
  seconds(6);
  receiver.answer((_, response) => response.writeHead(500).end());
  await sendOnce(opened.world);
  await tell({ kind: "annotation.given" });
  await deliver();
  receiver.answer((_, response) => response.writeHead(200).end());
  seconds(400);
  await sendOnce(opened.world);
  expect(receiver.got.map(({ body }) => body.data.answers)).toEqual([42, 42, 1]);
  expect(receiver.got[0]?.text).toBe(receiver.got[1]?.text);
  expect(await log(webhook.id)).toHaveLength(2);
});

test("a failure is tried again after longer and longer, under the same id; then it counts as delivered", async () => {
  const { webhook, secret } = await add();
  await promote(1);
  await deliver();
  receiver.answer((_, response) => response.writeHead(500).end("not \u0000 now"));
  for (const wait of [0, 7, 25, 100]) {
    expect(await sendOnce(opened.world)).toBe(wait === 0 ? 1 : 0);
    seconds(wait);
    if (wait > 0) expect(await sendOnce(opened.world)).toBe(1);
  }
  expect(receiver.got).toHaveLength(4);
  expect((await log(webhook.id))[0]).toMatchObject({
    state: "waiting",
    attempts: 4,
    status: 500,
    answer: "not \ufffd now",
    error: "It answered 500.",
  });
  expect((await readWebhooks(opened.world, project))[0]?.failingSince).toBeDefined();
  receiver.answer((_, response) => response.writeHead(200).end("thank you"));
  seconds(400);
  await sendOnce(opened.world);
  expect(new Set(receiver.got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect((await log(webhook.id))[0]).toMatchObject({ state: "delivered", attempts: 5, answer: "thank you" });
  expect((await readWebhooks(opened.world, project))[0]?.failingSince).toBeUndefined();
  expect(secret).toMatch(/^whsec_/);
});

test("what fails for a day is given up, and the webhook goes off with a sentence; on again it is told what is new, and old news by replay", async () => {
  const { webhook } = await add();
  await promote(1);
  await deliver();
  receiver.answer((_, response) => response.writeHead(503, { "retry-after": "30" }).end());
  for (let k = 0; k < 5; k++) {
    expect((await readWebhooks(opened.world, project))[0]?.active).toBe(true);
    expect(await sendOnce(opened.world)).toBe(1);
    if (k === 2) {
      await promote(2);
      await deliver();
      await sendOnce(opened.world);
      await sql`update webhook_delivery set next_at = next_at + interval '10 days' where facts->>'version' = '2'`.execute(
        opened.world.db,
      );
    }
    seconds(7.3 * 3600);
  }
  const [hook] = await readWebhooks(opened.world, project);
  expect(hook).toMatchObject({ active: false, off: expect.stringMatching(/nothing got through for a day.*503/) });
  const [second, first] = await log(webhook.id);
  expect(first).toMatchObject({ state: "failed", attempts: 5, status: 503 });
  expect(second).toMatchObject({ state: "failed", error: "Given up: the webhook was switched off." });
  await promote(3);
  await deliver();
  expect(await log(webhook.id)).toHaveLength(2);
  const named = { project, webhook: webhook.id, who: who(), address: undefined };
  await expect(replayDelivery(opened.world, { ...named, delivery: first?.id ?? "delivery_none" })).rejects.toThrow(
    "is off",
  );
  const on = await changeWebhook(opened.world, named, { active: true });
  expect(on).toMatchObject({ active: true, off: undefined });
  receiver.answer((_, response) => response.writeHead(200).end());
  await replayDelivery(opened.world, { ...named, delivery: first?.id ?? "delivery_none" });
  await sendOnce(opened.world);
  expect((await log(webhook.id))[1]).toMatchObject({ id: first?.id, state: "delivered", attempts: 1 });
  expect(receiver.got.at(-1)?.headers["webhook-id"]).toBe(first?.id);
});

test("an address that answers 410 is told nothing more at once", async () => {
  const { webhook } = await add();
  await promote(1);
  await deliver();
  receiver.answer((_, response) => response.writeHead(410).end());
  await sendOnce(opened.world);
  expect((await readWebhooks(opened.world, project))[0]).toMatchObject({
    active: false,
    off: expect.stringMatching("410"),
  });
  expect((await log(webhook.id))[0]).toMatchObject({ state: "failed", attempts: 1 });
});

test("a redirect is not followed: it is a failure that names the other address", async () => {
  const { webhook } = await add();
  const elsewhere = await openReceiver();
  receiver.answer((_, response) => response.writeHead(307, { location: elsewhere.url }).end());
  await testWebhook(opened.world, { project, webhook: webhook.id });
  await sendOnce(opened.world);
  expect((await log(webhook.id))[0]?.error).toContain(elsewhere.url);
  expect(elsewhere.got).toEqual([]);
  await elsewhere.close();
});

test("a test is sent once, also where the webhook is off, and says what went wrong", async () => {
  const gone = await openReceiver();
  await gone.close();
  const { webhook } = await add({ url: gone.url });
  const named = { project, webhook: webhook.id, who: who(), address: undefined };
  await changeWebhook(opened.world, named, { active: false });
  const first = await testWebhook(opened.world, named);
  expect((await testWebhook(opened.world, named)).id).toBe(first.id);
  await sendOnce(opened.world);
  expect(await log(webhook.id)).toMatchObject([
    { state: "failed", error: expect.stringMatching("refuses connections") },
  ]);
  await changeWebhook(opened.world, named, { url: receiver.url });
  await testWebhook(opened.world, named);
  await sendOnce(opened.world);
  expect(receiver.got.map(({ body }) => [body.type, body.data])).toEqual([["test", {}]]);
  expect((await log(webhook.id))[0]).toMatchObject({ state: "delivered", type: "test" });
});

test("whoever is killed with a delivery in hand has it sent once more by another, when its hold is over", async () => {
  const { webhook } = await add();
  await promote(1);
  await deliver();
  const dead = { ...opened.world, outbound: { check: async () => undefined, call: () => Promise.reject(new Error()) } };
  const killed = new Error("killed");
  const until = {
    ...dead,
    random: () => {
      throw killed;
    },
  };
  await expect(sendOnce(until)).rejects.toThrow("killed");
  await sql`update webhook set held_until = ${new Date(opened.world.clock.now().getTime() + 20_000)}`.execute(
    opened.world.db,
  );
  expect(await sendOnce(opened.world)).toBe(0);
  seconds(lease);
  expect(await sendOnce(opened.world)).toBe(1);
  expect((await log(webhook.id))[0]).toMatchObject({ state: "delivered", attempts: 2 });
});

test("several workers send each delivery once, and a slow receiver holds up no other", async () => {
  const slow = await openReceiver();
  slow.answer((_, response) => setTimeout(() => response.writeHead(200).end(), 400));
  await add();
  await add({ url: slow.url });
  for (let version = 0; version < 40; version++) await promote(version);
  await deliver();
  const workers = [startSending(opened.world), startSending(opened.world), startSending(opened.world)];
  await expect.poll(() => receiver.got.length, { timeout: 8000 }).toBe(40);
  expect(slow.got.length).toBeLessThan(20);
  await Promise.all(workers.map((one) => one.stop()));
  expect(new Set(receiver.got.map(({ body }) => body.id)).size).toBe(40);
  // What a stop broke off waits as it did before.
  const { rows } = await sql`select 1 from webhook_delivery where state = 'failed' or attempts > 1`.execute(
    opened.world.db,
  );
  expect(rows).toEqual([]);
  await slow.close();
});

test("news that comes while a webhook is removed is no one's fault, and others still hear", async () => {
  const { webhook } = await add();
  await add();
  await promote(1);
  await Promise.all([
    deliver(),
    removeWebhook(opened.world, { project, webhook: webhook.id, who: who(), address: undefined }),
  ]);
  await sendOnce(opened.world);
  expect(receiver.got.length).toBeGreaterThanOrEqual(1);
  expect(await readWebhooks(opened.world, project)).toHaveLength(1);
});

test("a project that is deleted tells nothing more at once, neither what waits nor what happens meanwhile", async () => {
  const doomed = await createProject(opened.world, {
    ...{ workspace: opened.workspace, name: "doomed", task: "classify", labels: [], guideline: "", auditShare: 0 },
  } as Parameters<typeof createProject>[1]);
  await add({ project: doomed });
  await tell({
    kind: "version.promoted",
    project: doomed,
    facts: { version: 1, alias: "champion", question: "question_1" },
  });
  await deliver();
  await deleteProject(opened.world, { project: doomed, who: who(), address: undefined });
  await tell({
    kind: "version.promoted",
    project: doomed,
    facts: { version: 2, alias: "champion", question: "question_1" },
  });
  await deliver();
  expect(await sendOnce(opened.world)).toBe(0);
  expect(receiver.got).toEqual([]);
});

test("what was told is kept for thirty days, and of each webhook the newest hundred", async () => {
  const { webhook } = await add();
  const quiet = await add();
  for (const [hook, count] of [
    [webhook.id, 130],
    [quiet.webhook.id, 20],
  ] as const)
    await sql`insert into webhook_delivery (id, webhook, type, facts, state, at)
      select 'delivery_00' || lpad(k::text, 12, '0'), ${hook}, 'test', '{}', 'failed', now() from generate_series(${hook === webhook.id ? 1 : 1001}::int, ${(hook === webhook.id ? 0 : 1000) + count}::int) as k`.execute(
      opened.world.db,
    );
  await sql`update webhook_delivery set state = 'waiting' where id = 'delivery_00' || lpad('7', 12, '0')`.execute(
    opened.world.db,
  );
  await forgetDeliveries(opened.world);
  const left = (await log(webhook.id)).map(({ id }) => Number(id.slice(-6)));
  expect(left).toEqual([...Array.from({ length: 100 }, (_, k) => 130 - k), 7]);
  expect(await readDeliveries(opened.world, { project, webhook: quiet.webhook.id }, { limit: 200 })).toHaveLength(20);
});

test("after a rotation signing secrets are sealed anew and sign as before; one that does not open is left, and said", async () => {
  const { secret } = await add();
  const lost = await add();
  await sql`update webhook set secret = ${makeSealing(["z".repeat(40)]).seal("whsec_x", lost.webhook.id)} where id = ${lost.webhook.id}`.execute(
    opened.world.db,
  );
  const said: string[] = [];
  const newer = ["n".repeat(40), "t".repeat(40)];
  const listening = {
    ...opened.world.log,
    error: (facts: object, sentence: string) => said.push(JSON.stringify(facts), sentence),
  };
  await sealAnew({ ...opened.world, sealing: makeSealing(newer), log: listening });
  expect(said.join()).toContain("does not open");
  await promote(1);
  await deliver();
  await sendOnce({ ...opened.world, sealing: makeSealing(newer.slice(0, 1)) });
  expect(receiver.got).toHaveLength(1);
  expect(await isSignedBy(secret, receiver.got[0] as never, opened.world.clock.now())).toBe(true);
  expect(await readDeliveries(opened.world, { project, webhook: lost.webhook.id }, { limit: 1 })).toMatchObject([
    { state: "waiting", error: expect.stringMatching("HANDLOOM_SECRET") },
  ]);
});

test("a project has at most twenty webhooks, also when they are made at once; a private address is refused", async () => {
  const made = await Promise.allSettled(Array.from({ length: 24 }, () => add()));
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  await expect(add({ project: other, url: "http://169.254.169.254/latest" })).rejects.toThrow("private address");
  await expect(add({ project: other, url: "ftp://a.example" })).rejects.toThrow("https://");
});
