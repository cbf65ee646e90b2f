import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Served } from "#deploy";
import { newId } from "#ids";
import { createProject } from "#label";
import { hostRule, type Listener, type Problem, problemAt, serveHttp } from "#platform/http";
import { problem } from "#platform/http/contract";
import { testApp } from "../app.ts";

// Whoever speaks a language must be able to read in it that something went wrong.

const opened = await testApp();
const { app, borders } = opened;
let key = "";
let weak = "";
let listener: Listener;
beforeAll(async () => {
  const { world, workspace, keyOf } = opened;
  const about = { name: "bordered", task: "classify", labels: ["a", "b"], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, ...about });
  const endpoint = newId("endpoint");
  await world.db.insertInto("endpoint").values({ id: endpoint, workspace, project, name: "bordered" }).execute();
  const predict = () => ({ best: 0, score: 0.9, sureness: 0.9, unseenWords: 0, probabilities: [0.9, 0.1] });
  const model = {
    version: newId("version"),
    versionNumber: 1,
    kind: "choice",
    names: ["a", "b"],
    predictor: { labels: ["a", "b"], predict },
  };
  const served = { endpoint, workspace, project, name: "bordered", revision: 1, ...model };
  opened.served.set(`${workspace} bordered`, served as unknown as Served);
  key = await keyOf("owner");
  weak = await opened.makeKey(await opened.personWith("owner"), workspace, ["label"]);
  const rule = hostRule({ host: "127.0.0.1", publicUrl: undefined, more: [] });
  const told = (path: string, one: Problem) => problemAt(borders, path, one);
  listener = await serveHttp({ app, host: "127.0.0.1", port: 0, rule, problem: told });
});
afterAll(async () => {
  await listener.close();
  await opened.close();
});

/** How each border says that something went wrong; a new border adds its own. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  handloom: z.strictObject(problem.shape),
  "open-inference": z.strictObject({ error: z.string().min(1) }),
};

/** The status of an answer that must say in the shape of its border that something went wrong, and nothing of how it is built. */
async function told(border: string, response: Response): Promise<number> {
  const text = await response.text();
  const about = `${border} answered ${response.status}: ${text.slice(0, 300)}`;
  expect(response.headers.get("content-type"), about).toMatch(/^application\/json\b/);
  expect(shapes[border]?.safeParse(JSON.parse(text)).success, about).toBe(true);
  expect(text).not.toMatch(/\bat \S+ ?\(|node_modules|\.ts:\d+|node:internal/);
  return response.status;
}

const send = (address: string, given: { method?: string; token?: string; body?: string | Uint8Array } = {}) => {
  const { method = "GET", token, body } = given;
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  return app.fetch(new Request(`http://127.0.0.1${address}`, { method, headers, body: body as BodyInit | undefined }));
};

const named = (path: string) => path.replace(/\{(endpoint|model|project)\}/g, "bordered").replace(/\{\w+\}/g, "none");
const deep = `{"a":${"[".repeat(300_000)}${"]".repeat(300_000)}}`;
const malformed = ["", "{", "null", "[]", "7", '{"inputs":{}}', "\0\u0001", deep];

describe.each(borders.map((border) => [border.name, border] as const))("%s", (name, { prefixes, routes }) => {
  const mounted = prefixes.flatMap((prefix) =>
    routes.map(({ contract }) => ({ contract, address: prefix + named(contract.path) })),
  );
  const guarded = mounted.filter(({ contract }) => contract.permission.on !== "public");

  test("says in its own shape that there is no such route, whatever the verb", async () => {
    expect(Object.keys(shapes)).toContain(name);
    const odd = ["/none", "/none/such", "/", "/..%2fnone", "/%E0%A4%A", "/a//b", `/${"a".repeat(4000)}`];
    for (const prefix of prefixes)
      for (const path of odd)
        for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
          expect(await told(name, await send(prefix + path, { method })), `${method} ${path}`).toBe(404);
  });

  test("says so of a verb that a route does not have", async () => {
    const verbs = (address: string) =>
      mounted.filter((one) => one.address === address).map(({ contract }) => contract.method.toUpperCase());
    for (const { address } of mounted)
      for (const method of ["POST", "PUT", "PATCH", "DELETE"].filter((one) => !verbs(address).includes(one)))
        if (!isTakenByAnother(mounted, address, method))
          expect(await told(name, await send(address, { method, token: key })), `${method} ${address}`).toBe(404);
  });

  test("refuses credentials in its own shape", async () => {
    for (const { contract, address } of guarded) {
      const method = contract.method.toUpperCase();
      for (const token of [undefined, "hl_nobody", "\u00e9".repeat(300)])
        expect(await told(name, await send(address, { method, ...(token && { token }) })), address).toBe(401);
      if (contract.permission.scope !== "label")
        expect([403, 404], address).toContain(await told(name, await send(address, { method, token: weak })));
    }
  });

  test("refuses malformed bodies and parameters in its own shape, and never as a fault of its own", async () => {
    const taking = guarded.filter(({ contract }) => contract.shapes.body && !streams.has(contract.operation));
    expect(taking.length).toBeGreaterThan(0);
    for (const { contract, address } of taking)
      for (const body of malformed) {
        const response = await send(address, { method: contract.method.toUpperCase(), token: key, body });
        // Where nothing must be said an empty object is whole, and what is not there comes before what is said of it.
        if (response.status === 200) continue;
        expect([400, 404, 409, 503], `${contract.operation} ${body.slice(0, 20)}`).toContain(
          await told(name, response),
        );
      }
    for (const { contract } of guarded)
      for (const prefix of prefixes)
        if (contract.path.includes("{")) {
          const address = prefix + contract.path.replace(/\{\w+\}/g, "a%00b");
          const response = await send(address, { method: contract.method.toUpperCase(), token: key });
          expect(await told(name, response), address).toBe(400);
        }
  });

  test("refuses a foreign name and a foreign page in its own shape, before anything else", async () => {
    const [prefix = ""] = prefixes;
    for (const [header, value] of [
      ["host", "evil.example"],
      ["origin", "http://evil.example"],
    ] as const)
      expect(await told(name, await overSocket(`${prefix}/none`, { [header]: value })), header).toBe(403);
  });
});

/** Uploads take any bytes: what they are is looked at later. */
const streams = new Set(["uploadImport"]);

type Mounted = { readonly address: string; readonly contract: { readonly method: string; readonly path: string } };

/** Whether a path with other parameters answers at the same address. */
function isTakenByAnother(mounted: readonly Mounted[], address: string, method: string): boolean {
  const parts = address.split("/");
  return mounted.some(({ address: other, contract }) => {
    const own = `${other.slice(0, other.length - named(contract.path).length)}${contract.path}`.split("/");
    const fits = own.length === parts.length && own.every((part, at) => part.startsWith("{") || part === parts[at]);
    return fits && contract.method.toUpperCase() === method;
  });
}

function overSocket(path: string, headers: Record<string, string>): Promise<Response> {
  return new Promise((done, fail) => {
    request({ host: "127.0.0.1", port: listener.port, path, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => {
        const type = { "content-type": answer.headers["content-type"] ?? "" };
        done(new Response(text, { status: answer.statusCode ?? 0, headers: type }));
      });
    })
      .once("error", fail)
      .end();
  });
}
