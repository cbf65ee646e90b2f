import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allContracts } from "#client/contracts";
import { type Id, newId } from "#ids";
import { createProject } from "#label";
import { atLeast } from "#platform/access";
import { roles, scopes } from "#platform/access/contract";
import type { RouteContract } from "#platform/http/contract";
import { testApp } from "../app.ts";

const opened = await testApp();
let project: Id<"project">;
let job: Id<"job">;
const tokens = new Map<string, string>();

beforeAll(async () => {
  const { world, workspace, keyOf } = opened;
  project = await createProject(world, {
    workspace,
    name: "guarded",
    task: "classify",
    labels: ["a", "b"],
    guideline: "",
    auditShare: 0.15,
  });
  await makeEndpoint("guarded");
  job = newId("job");
  const about = { name: "none", title: "Guarded", input: "{}", state: "queued", asked_by: "nobody" } as const;
  await world.db
    .insertInto("job")
    .values({ id: job, workspace, project, ...about })
    .execute();
  for (const role of roles) tokens.set(role, await keyOf(role, workspace));
  const foreign = newId("workspace");
  await world.db.insertInto("workspace").values({ id: foreign, name: "Elsewhere" }).execute();
  tokens.set("foreign", await keyOf("owner", foreign));
  const owner = await opened.personWith("owner", workspace);
  for (const scope of scopes) tokens.set(`scope ${scope}`, await opened.makeKey(owner, workspace, [scope]));
});
afterAll(() => opened.close());

/** Makes an endpoint that no server has loaded. */
async function makeEndpoint(name: string): Promise<string> {
  const { world, workspace } = opened;
  await world.db
    .insertInto("endpoint")
    .values({ id: newId("endpoint"), workspace, project, name })
    .execute();
  return name;
}

/** A route at one of the addresses of its border. */
interface Mounted {
  readonly prefix: string;
  readonly contract: RouteContract;
}

/** What the parameters of a path name: things that exist, where a permission hangs on them; and new ones for what ends them. */
async function named({ operation }: RouteContract): Promise<Readonly<Record<string, string>>> {
  const endpoint = operation === "removeEndpoint" ? await makeEndpoint(newId("doomed")) : "guarded";
  return { project: operation === "deleteProject" ? await doomed() : project, endpoint, model: endpoint, job };
}

/** Calls a route without a body and with made-up parameters beside those, so that nothing but the permission can let it through. */
async function call({ prefix, contract }: Mounted, token: string | undefined): Promise<number> {
  const names = await named(contract);
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? "none");
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const controller = new AbortController();
  const response = await opened.app.fetch(
    new Request(`http://127.0.0.1${prefix}${path}`, {
      method: contract.method.toUpperCase(),
      headers,
      signal: controller.signal,
    }),
  );
  const { status } = response;
  controller.abort();
  await response.body?.cancel().catch(() => undefined);
  return status;
}

/** Keys are made, listed and ended by people, never by a key. */
const forPeopleOnly = new Set(["listKeys", "createKey", "deleteKey"]);

/** A project to be deleted. */
const doomed = () =>
  createProject(opened.world, {
    workspace: opened.workspace,
    name: newId("doomed"),
    task: "classify",
    labels: [],
    guideline: "",
    auditShare: 0,
  });

/** Every route of every border, at each of its addresses. */
const mounted: Mounted[] = opened.borders.flatMap(({ prefixes, routes }) =>
  prefixes.flatMap((prefix) => routes.map(({ contract }) => ({ prefix, contract }))),
);
const routeOf = (operation: string) => mounted.find(({ contract }) => contract.operation === operation) as Mounted;

/** Whom a use-case refuses beside, by what a body or the thing itself says. */
const refusedByUseCase = new Set(["cancelJob"]);

test("only joining by a link and the health of the server are open to anybody", () => {
  expect(
    mounted
      .filter(({ contract }) => contract.permission.on === "public")
      .map(({ contract }) => contract.operation)
      .sort(),
  ).toEqual(["join", "openInferenceServerLive", "openInferenceServerReady", "readInvitation"]);
});

test("our border has the routes that are described, no address belongs to two borders, no operation to two routes", () => {
  const ours = opened.borders[0]?.routes.map(({ contract }) => contract.operation).sort();
  expect(ours).toEqual(allContracts.map(({ operation }) => operation).sort());
  const prefixes = opened.borders.flatMap((border) => border.prefixes);
  const inside = prefixes.filter((one) => prefixes.some((other) => one !== other && one.startsWith(`${other}/`)));
  expect([inside, new Set(prefixes).size]).toEqual([[], prefixes.length]);
  const operations = opened.borders.flatMap(({ routes }) => routes.map(({ contract }) => contract.operation));
  expect(new Set(operations).size).toBe(operations.length);
});

test("every route that the server mounts below a border is one of its list, and every one of the list is mounted", () => {
  const prefixes = opened.borders.flatMap((border) => border.prefixes);
  const found = opened.app.routes
    .filter(
      ({ path, method }) => method !== "ALL" && prefixes.some((one) => path === one || path.startsWith(`${one}/`)),
    )
    .map(({ path, method }) => `${method} ${path}`)
    .sort();
  const listed = mounted
    .map(({ prefix, contract: { method, path } }) => [method.toUpperCase(), prefix + path] as const)
    .map(([method, path]) => `${method} ${path.replace(/\{(\w+)\}/g, ":$1")}`)
    .sort();
  expect(found).toEqual(listed);
});

const guarded = mounted.filter(({ contract }) => contract.permission.on !== "public");

describe.each(guarded.map((one) => [`${one.prefix} ${one.contract.operation}`, one] as const))("%s", (_, route) => {
  const { contract } = route;
  test("answers 401 without a token and with one that nobody gave out", async () => {
    expect(await call(route, undefined)).toBe(401);
    expect(await call(route, "hl_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).toBe(401);
  });

  test("shows nothing of itself to an owner of another workspace", async () => {
    if (contract.permission.on === "project") expect(await call(route, tokens.get("foreign"))).toBe(404);
  });

  test("is refused to every role below its own, and to none above", async () => {
    const { on, least } = contract.permission;
    if (on === "person" || forPeopleOnly.has(contract.operation) || refusedByUseCase.has(contract.operation)) return;
    for (const role of roles) {
      const status = await call(route, tokens.get(role));
      if (atLeast(role, least)) expect(status, role).not.toBe(403);
      else expect(status, role).toBe(403);
    }
  });

  test("is refused to a key without its scope", async () => {
    for (const scope of scopes)
      if (scope !== contract.permission.scope) expect(await call(route, tokens.get(`scope ${scope}`)), scope).toBe(403);
  });
});

test("a key that was ended is refused within a second", async () => {
  const person = await opened.personWith("viewer", opened.workspace);
  const key = await opened.makeKey(person, opened.workspace, scopes);
  expect(await call(routeOf("readMe"), key)).toBe(200);
  await opened.world.db.deleteFrom("api_key").where("referenceId", "=", person).execute();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await call(routeOf("readMe"), key)).toBe(401);
});

test("a role that was taken away is refused within a second", async () => {
  const person = await opened.personWith("viewer", opened.workspace);
  const key = await opened.makeKey(person, opened.workspace, scopes);
  expect(await call(routeOf("readProject"), key)).toBe(200);
  await opened.world.db.deleteFrom("member").where("person", "=", person).execute();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await call(routeOf("readProject"), key)).toBe(401);
});

describe("the character NUL, which a database cannot hold, is refused with the name of the field", () => {
  const cases: [field: string, method: string, path: string, body?: string][] = [
    ["project", "GET", "/projects/a%00b/items"],
    ["search", "GET", "/projects/guarded/items?search=%00"],
    ["name", "POST", "/projects", JSON.stringify({ name: "a\u0000b" })],
    ["guideline", "PATCH", "/projects/guarded", JSON.stringify({ guideline: "a\u0000b" })],
  ];
  test.each(cases)("%s", async (field, method, path, body) => {
    const headers = { authorization: `Bearer ${tokens.get("owner")}`, "content-type": "application/json" };
    const response = await opened.app.fetch(new Request(`http://127.0.0.1/api/v1${path}`, { method, headers, body }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { kind: "invalid", field } });
  });

  test("a backslash before u0000 is only text", async () => {
    const headers = { authorization: `Bearer ${tokens.get("owner")}`, "content-type": "application/json" };
    const body = JSON.stringify({ guideline: "write \\u0000 like this" });
    const response = await opened.app.fetch(
      new Request("http://127.0.0.1/api/v1/projects/guarded", { method: "PATCH", headers, body }),
    );
    expect(response.status).toBe(200);
  });
});

test("a project cannot be named only by dots, which addresses swallow", async () => {
  const headers = { authorization: `Bearer ${tokens.get("owner")}`, "content-type": "application/json" };
  for (const name of [".", ".."]) {
    const response = await opened.app.fetch(
      new Request("http://127.0.0.1/api/v1/projects", { method: "POST", headers, body: JSON.stringify({ name }) }),
    );
    expect(response.status, name).toBe(400);
  }
});

test("a sign-in of any length is refused before it is read whole", async () => {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      if (sent > 64 * 1024 * 1024) controller.close();
      else controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
  const response = await opened.app.fetch(new Request("http://127.0.0.1/api/auth/sign-in/email", init), {});
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { kind: "invalid", field: "body" } });
  expect(sent).toBeLessThan(1024 * 1024);
});
