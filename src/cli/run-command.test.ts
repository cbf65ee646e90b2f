import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

let folder = "";
const server = createServer((request, response) => {
  const known = request.headers.authorization === "Bearer secret";
  const status = {
    ready: true,
    projects: 1,
    items: 2,
    labels: 3,
    endpoints: 0,
    jobs: { queued: 0, running: 0 },
    version: "0",
  };
  const problem = { error: { kind: "unauthenticated", message: "Sign in\nfirst." } };
  response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
  response.end(JSON.stringify(known ? status : problem));
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-cli-"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function run(args: string[], settings: { HANDLOOM_URL?: string; HANDLOOM_API_KEY?: string } = {}) {
  let [out, err] = ["", ""];
  const config = { HANDLOOM_DATA: folder, ...settings };
  const streams = { out: { write: (text: string) => (out += text) }, err: { write: (text: string) => (err += text) } };
  return { code: await runCommand({ arguments: args, config, ...streams }), out, err };
}

test("a server elsewhere is reached by its address and key", async () => {
  const { code, out, err } = await run(["status", "--json"], {
    HANDLOOM_URL: `${address()}/`,
    HANDLOOM_API_KEY: "secret",
  });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toEqual({
    ready: true,
    projects: 1,
    items: 2,
    labels: 3,
    endpoints: 0,
    jobs: { queued: 0, running: 0 },
  });
});

test("without a server on this machine one sentence says how to start one", async () => {
  const { code, out, err } = await run(["status", "--json"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(
    /^Handloom is not running on this machine's data folder .* Start it with npm start, or set HANDLOOM_URL and HANDLOOM_API_KEY\.\n$/,
  );
});

test("the server of this machine is found by its file, with the key beside it", async () => {
  await writeFile(join(folder, "server.json"), JSON.stringify({ pid: process.pid, address: address() }));
  expect((await run(["status"])).err).toContain("local.key, is not there");
  await writeFile(join(folder, "local.key"), "secret\n");
  expect((await run(["status"])).out).toContain("Handloom is ready.\n1 project, 2 items, 3 labels, 0 endpoints\n");
});

test("a refusal is one line on the standard error, with --json too", async () => {
  const { code, out, err } = await run(["status", "--json"], { HANDLOOM_URL: address(), HANDLOOM_API_KEY: "wrong" });
  expect({ code, out, err }).toEqual({ code: 1, out: "", err: "Sign in first.\n" });
});

test("an unknown command and half a command say what there is", async () => {
  expect((await run(["lable"])).err).toMatch(/^There is no command "lable"\. There is: status, import, .*\n$/);
  expect((await run(["key"])).err).toBe('"key" needs a second word. There is: key create.\n');
  expect((await run([])).out).toContain("handloom <command>");
});
