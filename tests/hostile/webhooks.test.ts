import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sendOnce } from "#automate";
import { createProject } from "#label";
import { openReceiver } from "#tests/receiver";
import { type TestAnswer, testApp } from "../app.ts";

let opened: Awaited<ReturnType<typeof testApp>>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let project: string;
let other: string;
let admin: string;

beforeAll(async () => {
  opened = await testApp();
  receiver = await openReceiver();
  const { world, workspace } = opened;
  const make = (name: string) =>
    createProject(world, { workspace, name, task: "classify", labels: [], guideline: "", auditShare: 0 });
  [project, other] = [await make("mine"), await make("theirs")];
  admin = await opened.keyOf("admin");
});
afterAll(async () => {
  await receiver.close();
  await opened.close();
});
afterEach(() => sql`delete from webhook`.execute(opened.world.db));

const call = (operation: string, body?: unknown): Promise<TestAnswer> => opened.call(admin, operation, body);
const made = async (given: object = {}, of = project) => {
  const events = ["version.promoted"];
  const answer = await call(`POST /projects/${of}/webhooks`, { url: receiver.url, events, ...given });
  return { ...answer, body: answer.body as { webhook: { id: string }; secret: string; error?: { field: string } } };
};

test("the secret is in the answer that makes a webhook and in no other, in no row and in no record", async () => {
  const { body } = await made();
  expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const at = `/projects/${project}/webhooks`;
  const answers: TestAnswer[] = [];
  receiver.answer((got, response) => response.writeHead(500).end(JSON.stringify(got.headers)));
  answers.push(await call(`PATCH ${at}/${body.webhook.id}`, { url: `${receiver.url}2`, active: true }));
  answers.push(await call(`POST ${at}/${body.webhook.id}/test`));
  await sendOnce(opened.world);
  answers.push(await call(`GET ${at}`), await call(`GET ${at}/${body.webhook.id}/deliveries`));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { rows } = await sql`select * from webhook`.execute(opened.world.db);
  const { rows: records } = await sql`select * from audit_entry where act like 'webhook.%'`.execute(opened.world.db);
  expect(records).toHaveLength(2);
  const shown = JSON.stringify([answers, records]);
  const never = [body.secret, body.secret.slice(6), Buffer.from(body.secret.slice(6), "base64").toString("hex")];
  for (const one of never) expect(shown + JSON.stringify(rows)).not.toContain(one);
  expect(shown).not.toContain("sealed:");
  // An address may hold a token: the record of who did what names the host only.
  expect(JSON.stringify(records)).not.toContain("token=t");
});

test("a webhook is reached through its own project only", async () => {
  const { body } = await made({}, other);
  const at = `/projects/${project}/webhooks/${body.webhook.id}`;
  const asked = [`PATCH ${at}`, `DELETE ${at}`, `POST ${at}/test`, `GET ${at}/deliveries`];
  for (const one of asked) expect((await call(one, one.startsWith("P") ? {} : undefined)).status, one).toBe(404);
  const test = await call(`POST /projects/${other}/webhooks/${body.webhook.id}/test`);
  const delivery = (test.body as { id: string }).id;
  expect((await call(`POST ${at}/deliveries/${delivery}/replay`)).status).toBe(404);
  const mine = (await made()).body.webhook.id;
  expect((await call(`POST /projects/${project}/webhooks/${mine}/deliveries/${delivery}/replay`)).status).toBe(404);
  expect((await call(`GET /projects/${other}/webhooks`)).body).toMatchObject({ rows: [{ active: true }] });
});

test("what is no address to call is refused with its field, when a webhook is made and when it is changed", async () => {
  const { body } = await made();
  const odd = [
    ...["", " ", "hooks.example", "/relative", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/"],
    ...["http://", "https://a:b@c.example/", "http://169.254.169.254/latest/meta-data", "http://[fd00:ec2::254]/"],
    ...[
      "http://10.0.0.1/",
      "http://0xa9fea9fe/",
      "http://2852039166/",
      "http://[::ffff:10.0.0.1]/",
      "http://0/",
      "http://[::1]/",
    ],
    ...[`https://a.example/${"x".repeat(2000)}`, "https://a.example/\u0000", 7, null, ["https://a.example"]],
  ];
  for (const url of odd) {
    expect(await made({ url }), String(url)).toMatchObject({ status: 400, body: { error: { field: "url" } } });
    const changed = await call(`PATCH /projects/${project}/webhooks/${body.webhook.id}`, { url });
    expect(changed.status, String(url)).toBe(400);
  }
});

test("only events that there are can be chosen, at least one, and each once", async () => {
  for (const events of [[], ["nothing"], ["project.deleted"], "version.promoted", [7], undefined])
    expect((await made({ events })).status, String(events)).toBe(400);
  const { body } = await made({ events: ["run.finished", "run.finished"] });
  expect(body.webhook).toMatchObject({ events: ["run.finished"] });
});

test("what waits cannot be replayed, and what is off sends nothing old; the page names a place in the log", async () => {
  const { body } = await made();
  const at = `/projects/${project}/webhooks/${body.webhook.id}`;
  const { id } = (await call(`POST ${at}/test`)).body as { id: string };
  expect((await call(`POST ${at}/deliveries/${id}/replay`)).status).toBe(409);
  expect((await call(`POST ${at}/deliveries/none/replay`)).status).toBe(404);
  expect((await call(`PATCH ${at}`, { active: false })).body).toMatchObject({ active: false });
  expect((await call(`GET ${at}/deliveries?state=failed`)).body).toMatchObject({ rows: [{ id, state: "failed" }] });
  for (const query of ["after=x", "limit=0", "limit=201", "state=odd"])
    expect((await call(`GET ${at}/deliveries?${query}`)).status, query).toBe(400);
  expect((await call(`DELETE ${at}`)).status).toBe(200);
  expect((await call(`GET ${at}/deliveries`)).status).toBe(404);
});

test("an answer of any bytes and any length is kept as the beginning of a text", async () => {
  const { body } = await made();
  const at = `/projects/${project}/webhooks/${body.webhook.id}`;
  const answers = [
    Buffer.alloc(5_000_000),
    Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
    Buffer.from("<script>alert(1)</script>"),
  ];
  for (const bytes of answers) {
    receiver.answer((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bytes));
    await call(`POST ${at}/test`);
    await sendOnce(opened.world);
    const { rows } = (await call(`GET ${at}/deliveries?limit=1`)).body as { rows: { state: string; answer: string }[] };
    expect(rows[0]?.state).toBe("delivered");
    expect(rows[0]?.answer.length).toBeLessThanOrEqual(1000);
  }
});
