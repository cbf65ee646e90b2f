import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClient } from "#client";
import { testDatabase } from "#tests/database";
import { isSignedBy, openReceiver } from "#tests/receiver";
import { untilStarted } from "./until-started.ts";

const root = resolve(import.meta.dirname, "../..");
const main = join(root, "src/main.ts");

let folder = "";
let database: Awaited<ReturnType<typeof testDatabase>>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let stop = async (): Promise<void> => undefined;

const environment = () => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HANDLOOM|VITEST|NODE_)/.test(name))),
  HANDLOOM_DATA: folder,
  DATABASE_URL: database.url,
  HANDLOOM_SAMPLE: "no",
  HANDLOOM_OUTBOUND_PRIVATE: "127.0.0.1",
  HANDLOOM_LOG: "debug",
  PORT: "0",
});
const start = async () => {
  const hear = (text: string) => said.push(text);
  stop = await untilStarted({ args: [main, "start"], cwd: root, env: environment(), hear });
};
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-webhooks-"));
  database = await testDatabase();
  receiver = await openReceiver();
  await start();
});
afterAll(async () => {
  await stop();
  await receiver.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command as a script would: its exit code and what it wrote. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [main, ...args], { env: environment(), cwd: root }, (thrown, out, err) =>
      done({ code: thrown ? Number(thrown.code) : 0, out, err }),
    );
  });
}

async function json<Found>(...args: string[]): Promise<Found> {
  const { code, out, err } = await run(...args, "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Found;
}

async function client() {
  const { address } = JSON.parse(await readFile(join(folder, "server.json"), "utf8")) as { address: string };
  return makeClient({ url: address, key: (await readFile(join(folder, "local.key"), "utf8")).trim() });
}

const here = ["--project", "hooked"];

test("a webhook is made, tested, told, seen in its log, told again, changed and removed from the command line; a new secret of the server changes nothing for it", async () => {
  await (await client()).createProject({ name: "hooked", labels: ["a"] });
  const made = await json<{ id: string; secret: string }>(
    "webhook",
    "add",
    receiver.url,
    ...here,
    "--events",
    "labels.changed",
  );
  const tested = await run("webhook", "test", made.id, ...here);
  expect(tested).toMatchObject({ code: 0, out: expect.stringMatching(/got through. It answered 204 in \d+ ms/) });
  await (await client()).addLabels({ project: "hooked", names: ["b"] });
  await expect.poll(() => receiver.got.length, { timeout: 10_000 }).toBe(2);
  expect(receiver.got.map(({ body }) => body.type)).toEqual(["test", "labels.changed"]);
  for (const one of receiver.got) expect(await isSignedBy(made.secret, one)).toBe(true);

  receiver.answer((_, response) => response.writeHead(500).end());
  const failed = await run("webhook", "test", made.id, ...here);
  expect(failed).toMatchObject({ code: 1, out: "", err: "The test did not get through. It answered 500.\n" });
  const failures = await json<{ rows: { id: string; state: string }[] }>(
    "webhook",
    "log",
    made.id,
    ...here,
    "--state",
    "failed",
  );
  expect(failures.rows).toMatchObject([{ state: "failed" }]);
  receiver.answer((_, response) => response.writeHead(200).end());
  await json("webhook", "replay", made.id, ...here, "--delivery", failures.rows[0]?.id ?? "");
  await expect.poll(() => receiver.got.length, { timeout: 10_000 }).toBe(4);
  expect(new Set(receiver.got.slice(2).map(({ headers }) => headers["webhook-id"])).size).toBe(1);

  expect((await run("rotate-secret")).out).toContain("has a new secret");
  await stop();
  await start();
  expect((await readFile(join(folder, "secret"), "utf8")).trim().split("\n")).toHaveLength(2);
  expect((await run("webhook", "test", made.id, ...here)).code).toBe(0);
  expect(await isSignedBy(made.secret, receiver.got.at(-1) as never)).toBe(true);

  expect((await json<{ active: boolean }>("webhook", "change", made.id, ...here, "--active", "no")).active).toBe(false);
  expect((await run("webhook", "list", ...here)).out).toMatch(/^webhook_\w+ {2}off {2}http/);
  expect((await run("webhook", "add", "http://10.0.0.1/", ...here, "--events", "labels.changed")).err).toContain(
    "private address",
  );
  expect((await run("webhook", "remove", made.id, ...here)).code).toBe(0);
  expect((await run("webhook", "list", ...here)).out).toBe("There is none.\n");

  // Server and worker said much, and no secret.
  const kept = (await readFile(join(folder, "secret"), "utf8")).trim().split("\n");
  const local = (await readFile(join(folder, "local.key"), "utf8")).trim();
  const log = said.join("");
  expect(log).toContain("Answered a request.");
  for (const never of [made.secret, made.secret.slice(6, 40), ...kept, local]) expect(log).not.toContain(never);
}, 120_000);
