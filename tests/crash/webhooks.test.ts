import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "#config";
import { createProject } from "#label";
import { announce } from "#platform/events";
import { readSealing, readSecrets } from "#platform/secrets";
import { isSignedBy, openReceiver } from "#tests/receiver";
import { testWorld } from "#tests/world";
import { createWebhook } from "../../src/7-automate/webhooks/create-webhook.ts";

const root = join(import.meta.dirname, "../..");
let opened: Awaited<ReturnType<typeof testWorld>>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let folder: string;
let worker: ChildProcess | undefined;

beforeAll(async () => {
  opened = await testWorld();
  receiver = await openReceiver();
  folder = await mkdtemp(join(tmpdir(), "handloom-hooks-"));
});
afterAll(async () => {
  await kill();
  await receiver.close();
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a worker as `handloom work` does, and waits until it works. */
async function work(): Promise<void> {
  const env = {
    ...process.env,
    ...{
      DATABASE_URL: opened.url,
      HANDLOOM_DATA: folder,
      HANDLOOM_OUTBOUND_PRIVATE: "127.0.0.1",
      HANDLOOM_LOG: "debug",
    },
  };
  const child = spawn(process.execPath, [join(root, "src/main.ts"), "work", "--json"], { env, cwd: root });
  worker = child;
  child.stderr?.on("data", (chunk) => said.push(String(chunk)));
  await new Promise<void>((ready, failed) => {
    child.stdout?.on("data", () => ready());
    child.once("exit", (code) => failed(new Error(`The worker ended with ${code}: ${said.join("")}`)));
  });
  child.removeAllListeners("exit");
}
const said: string[] = [];

async function kill(): Promise<void> {
  const child = worker;
  worker = undefined;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await ended;
}

test("no news is lost when the worker is killed again and again while it delivers; each comes once or more, signed, after failures too", async () => {
  const { world, workspace } = opened;
  const config = readConfig({ HANDLOOM_DATA: folder });
  const root = await readSecrets(config);
  const sealing = await readSealing(config);
  const common = { task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: "killed", ...common });
  const who = { kind: "person", id: "p", name: "p", workspace, workspaceName: "w", role: "owner" } as const;
  const { secret } = await createWebhook(
    { ...world, sealing },
    {
      who: { ...who, projectRoles: new Map(), scopes: undefined },
      project,
      url: receiver.url,
      events: ["version.registered"],
      address: undefined,
    },
  );
  // Slow enough that a kill finds something in hand; one of seven first fails.
  const failed = new Set<string>();
  receiver.answer((got, response) => {
    const isFirst = !failed.has(got.body.id) && Number(got.body.data.version) % 7 === 0;
    failed.add(got.body.id);
    setTimeout(() => response.writeHead(isFirst ? 500 : 200).end("heard"), 20);
  });
  const told = 120;
  let version = 0;
  for (let round = 0; round < 3; round++) {
    await work();
    for (const end = version + told / 3; version < end; version++)
      await announce(world, {
        kind: "version.registered",
        workspace,
        project,
        facts: { version, question: "question_1" },
      });
    await sleep(400 + 250 * round);
    await kill();
  }
  await work();
  const heard = () => new Set(receiver.got.map(({ body }) => Number(body.data.version)));
  await expect.poll(() => heard().size, { timeout: 60_000, interval: 250 }).toBe(told);
  const settled = async () =>
    (await world.db.selectFrom("webhook_delivery").select("id").where("state", "=", "delivered").execute()).length;
  await expect.poll(settled, { timeout: 60_000, interval: 250 }).toBe(told);

  // Each piece of news has one id, however often it came, and every attempt its signature.
  expect(new Set(receiver.got.map(({ headers }) => headers["webhook-id"])).size).toBe(told);
  const retried = receiver.got.filter(({ body }) => Number(body.data.version) % 7 === 0);
  expect(retried.length).toBeGreaterThanOrEqual(2 * Math.ceil(told / 7));
  for (const one of receiver.got) expect(await isSignedBy(secret, one)).toBe(true);
  for (const never of [secret, secret.slice(6, 40), root.secret]) expect(said.join("")).not.toContain(never);
}, 180_000);
