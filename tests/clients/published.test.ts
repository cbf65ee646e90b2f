import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { untilStarted } from "./until-started.ts";

const root = resolve(import.meta.dirname, "../..");
const handloom = "node_modules/handloom/handloom";
const run = promisify(execFile);

let folder = "";
let env: NodeJS.ProcessEnv = {};
let stop = async (): Promise<void> => undefined;

/** What npm publishes, installed into an empty folder as a user would, with its server running there. */
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "handloom-published-")), "a folder");
  await mkdir(folder);
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(HANDLOOM|DATABASE_URL|VITEST|NODE_ENV|npm_(lifecycle|package|command))/.test(name),
  );
  env = { ...Object.fromEntries(clean), HANDLOOM_SAMPLE: "no", PORT: "0" };
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root, env });
  const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${archive}`], { cwd: folder, env });
  stop = await untilStarted({ args: [handloom, "start"], cwd: folder, env: env });
}, 300_000);

afterAll(async () => {
  await stop();
  await rm(resolve(folder, ".."), { recursive: true, force: true, maxRetries: 5 });
});

const json = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await run(process.execPath, [handloom, ...args, "--json"], { cwd: folder, env })).stdout);

test("the published package serves its screens, takes a file and trains on it", async () => {
  const rows = Array.from({ length: 60 }, (_, k) =>
    k % 2 ? `"late parcel ${k}",delivery` : `"card refused ${k}",payment`,
  );
  await writeFile(join(folder, "some.csv"), `text,topic\n${rows.join("\n")}\n`);
  expect(await json("import", "some.csv", "--project", "P", "--text", "text", "--label", "topic")).toMatchObject({
    added: 60,
  });
  expect(await json("train", "--project", "P", "--wait")).toMatchObject({ version: 1 });
  const { address } = JSON.parse(await readFile(join(folder, "data/postgres/server.json"), "utf8"));
  const page = await fetch(address);
  expect(page.status).toBe(200);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
  expect((await fetch(`${address}${script}`)).status).toBe(200);
});

test("`handloom/client` is there for programs, with its types", async () => {
  await writeFile(
    join(folder, "use.mts"),
    `import { type Client, makeClient } from "handloom/client";
const client: Client = makeClient({ url: "http://127.0.0.1:1", key: "none" });
export const ready: Promise<{ ready: boolean }> = client.readStatus({});
// @ts-expect-error A project is a text.
export const wrong = client.readProject({ project: 1 });
`,
  );
  const tsc = [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--module", "nodenext"];
  await run(process.execPath, [...tsc, "--target", "es2024", "--types", "", "use.mts"], { cwd: folder, env });
  await writeFile(
    join(folder, "use.mjs"),
    `import { makeClient } from "handloom/client";\nconsole.log(typeof makeClient);\n`,
  );
  expect((await run(process.execPath, ["use.mjs"], { cwd: folder, env })).stdout).toBe("function\n");
});
