import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClient } from "#client";
import { untilStarted } from "./until-started.ts";

const root = resolve(import.meta.dirname, "../..");
const main = join(root, "src/main.ts");

let folder = "";
let stop = async (): Promise<void> => undefined;
let proxy: Server;
/** Which answer is dropped, once, and what comes in its place: nothing, half of it, or what a gateway says. */
type Instead = "nothing" | "half" | "502";
let dropped: { method: string; path: RegExp; instead: Instead } | undefined;
let target = "";
let key = "";

const environment = () => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(HANDLOOM|DATABASE_URL|VITEST|NODE_)/.test(name)),
  ),
  HANDLOOM_DATA: join(folder, "data"),
  HANDLOOM_SAMPLE: "no",
  PORT: "0",
});

/** Hands requests on, and cuts the connection where one answer should come. */
const startProxy = (): Server =>
  createServer((asked, answer) => {
    const { host: _, ...headers } = asked.headers;
    const onward = request(new URL(asked.url ?? "/", target), { method: asked.method, headers }, (come) => {
      const drop =
        dropped && asked.method === dropped.method && dropped.path.test(asked.url ?? "") ? dropped : undefined;
      if (!drop) {
        answer.writeHead(come.statusCode ?? 500, come.headers);
        come.pipe(answer);
        return;
      }
      dropped = undefined;
      come.resume().on("end", () => {
        if (drop.instead === "502") return answer.writeHead(502).end("<h1>Bad gateway</h1>");
        if (drop.instead === "nothing") return answer.destroy();
        answer.writeHead(200, { "content-type": "application/json", "content-length": 1000 }).write("{");
        return setTimeout(() => answer.destroy(), 20);
      });
    });
    asked.pipe(onward);
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-lost-answer-"));
  await writeFile(join(folder, "rows.csv"), "text,label\nparcel late,Delivery\nrefund money,Billing\n");
  stop = await untilStarted({ args: [main, "start"], cwd: root, env: environment() });
  const found = JSON.parse(
    await readFile(join(folder, "data/postgres/server.json"), "utf8").catch(() =>
      readFile(join(folder, "data/server.json"), "utf8"),
    ),
  ) as { address: string };
  target = found.address;
  key = (await readFile(join(folder, "data/local.key"), "utf8")).trim();
  proxy = startProxy().listen(0, "127.0.0.1");
  await once(proxy, "listening");
});

afterAll(async () => {
  proxy.close();
  await stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs an import through the proxy. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { port } = proxy.address() as AddressInfo;
  const env = { ...environment(), HANDLOOM_URL: `http://127.0.0.1:${port}`, HANDLOOM_API_KEY: key };
  return new Promise((done) => {
    execFile(process.execPath, [main, ...args, "--json"], { env, cwd: root }, (thrown, out, err) =>
      done({ code: thrown ? Number(thrown.code) : 0, out, err }),
    );
  });
}

const answers = [
  ["that the project is made", "POST", /\/projects$/],
  ["that the file came", "POST", /\/imports\?/],
  ["that the import began", "POST", /\/start$/],
  ["how far the job is", "GET", /\/jobs\//],
  ["what became of the import", "GET", /\/imports\/import_[0-9a-f]+$/],
] as const;
const cases = (["nothing", "half", "502"] as const).flatMap((instead) =>
  answers.map((one) => [instead, ...one] as const),
);

test.each(cases)(
  "%s in place of the answer %s deletes nothing that was imported",
  async (instead, what, method, path) => {
    const project = `Lost ${instead} ${what}`;
    dropped = { method, path, instead };
    const said = await run(
      "import",
      join(folder, "rows.csv"),
      "--project",
      project,
      "--text",
      "text",
      "--label",
      "label",
    );
    expect(dropped, "the answer was asked for").toBeUndefined();
    const client = makeClient({ url: target, key });
    const { rows } = await client.listProjects({});
    const isThere = rows.some((one) => one.name === project);
    if (said.code === 0) {
      expect(JSON.parse(said.out)).toMatchObject({ added: 2, labelled: 2 });
      expect(isThere).toBe(true);
      expect(await client.readCounts({ project })).toMatchObject({ items: 2, labelled: 2 });
    } else {
      // The file came, but its sender never learned under which name: nothing was taken, and nothing is left.
      expect(what).toBe("that the file came");
      expect(isThere).toBe(false);
    }
  },
);

test("a project that is not empty is not deleted by one who asks for an empty one", async () => {
  const client = makeClient({ url: target, key });
  await client.createProject({ name: "Filled", labels: ["a"] });
  await expect(client.deleteProject({ project: "Filled", if: "empty" })).rejects.toThrow("not empty");
  await client.createProject({ name: "Empty" });
  await client.deleteProject({ project: "Empty", if: "empty" });
  await expect(client.readProject({ project: "Empty" })).rejects.toThrow();
});
