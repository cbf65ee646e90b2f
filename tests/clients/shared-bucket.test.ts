import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import yazl from "yazl";
import { type Client, makeClient } from "#client";
import { generateMessages } from "#sample";
import { testDatabase } from "#tests/database";
import { startObjectStore } from "#tests/object-store";
import { untilStarted } from "./until-started.ts";

const root = resolve(import.meta.dirname, "../..");
const main = join(root, "src/main.ts");
const run = promisify(execFile);
const started = await startObjectStore();
if ("reason" in started) console.warn(`Skipped: a server and a worker that share a bucket, ${started.reason}.`);
const store = "reason" in started ? undefined : started;

/** What is to be ended, the last first. */
const ends: (() => Promise<unknown>)[] = [];
let folder = "";
let client: Client;

const environment = (data: string, database: string) => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HANDLOOM|VITEST|NODE_)/.test(name))),
  ...store?.environment,
  DATABASE_URL: database,
  HANDLOOM_DATA: join(folder, data),
  HANDLOOM_BLOBS: `s3://${store?.bucket}/shared`,
  HANDLOOM_SAMPLE: "no",
  PORT: "0",
});

beforeAll(async () => {
  if (!store) return;
  folder = await mkdtemp(join(tmpdir(), "handloom-two-folders-"));
  ends.push(store.stop, () => rm(folder, { recursive: true, force: true }));
  const database = await testDatabase();
  ends.push(() => database.drop());
  ends.push(await untilStarted({ args: [main, "start"], cwd: root, env: environment("one", database.url) }));
  await putWorkerToSleep();
  const worker = spawn(process.execPath, [main, "work"], {
    env: environment("two", database.url),
    cwd: root,
    stdio: "ignore",
  });
  ends.push(async () => {
    worker.kill("SIGTERM");
    await once(worker, "exit");
  });
  const key = (await readFile(join(folder, "one/local.key"), "utf8")).trim();
  const { address: url } = JSON.parse(await readFile(join(folder, "one/server.json"), "utf8"));
  client = makeClient({ url, key });
}, 240_000);

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** From now on what is done is done by the other worker. */
async function putWorkerToSleep(): Promise<void> {
  const { stdout } = await run("ps", ["-eo", "pid=,args="]);
  const own: number[] = [];
  for (const line of stdout.split("\n").filter((one) => one.includes("--beside-server"))) {
    const pid = Number.parseInt(line, 10);
    const said = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (said.includes(join(folder, "one"))) own.push(pid);
  }
  expect(own).toHaveLength(1);
  process.kill(own[0] as number, "SIGSTOP");
  ends.push(async () => process.kill(own[0] as number, "SIGCONT"));
}

async function finished(job: string): Promise<Record<string, unknown>> {
  await expect.poll(async () => (await client.readJob({ job })).state, { timeout: 60_000 }).toBe("done");
  return (await client.readJob({ job })).result ?? {};
}

async function zipOf(documents: readonly { text: string; label: string }[]): Promise<Blob> {
  const zip = new yazl.ZipFile();
  for (const [at, { text, label }] of documents.entries()) zip.addBuffer(Buffer.from(text), `all/${label}/${at}.txt`);
  zip.end();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of zip.outputStream) parts.push(part as unknown as Uint8Array<ArrayBuffer>);
  return new Blob(parts);
}

test.skipIf(!store)(
  "a worker with the database and the bucket alone finishes an import of rows, of a zip, and a training; the server serves what it made",
  { timeout: 120_000 },
  async () => {
    const project = "Shared";
    const messages = generateMessages({ count: 400, seed: 5 });
    await client.createProject({ name: project });
    const lines = messages.slice(0, 300).map(({ text, label }) => `${JSON.stringify({ text, label })}\n`);
    const rows = await client.uploadImport({ project, name: "rows.jsonl", body: new Blob(lines) });
    const columns = { text: "text", label: "label" };
    const taken = await finished((await client.startImport({ project, import: rows.import, ...columns })).job);
    expect(taken.labelled).toBeGreaterThan(100);
    const body = await zipOf(messages.slice(300));
    const more = await client.uploadImport({ project, name: "more.zip", body });
    const { job } = await client.startImport({ project, import: more.import, minPerClass: 1 });
    expect((await finished(job)).added).toBeGreaterThan(50);

    await finished((await client.startTraining({ project })).job);
    await client.promoteVersion({ project, version: "newest" });
    await client.deployVersion({ project, name: "shared" });
    const text = messages[0]?.text ?? "";
    await expect.poll(() => client.predict({ endpoint: "shared", text }).then((said) => said.version, String)).toBe(1);

    for (const data of ["one", "two"])
      expect(await readdir(join(folder, data)).then((names) => names.filter((name) => name === "blobs"))).toEqual([]);
    expect(await readdir(join(folder, "two/borrowed"))).toEqual([]);
    expect((await store?.keys("shared/workspace_"))?.length).toBeGreaterThan(1);
    expect(await store?.keys("shared/incoming/")).toEqual([]);
  },
);
