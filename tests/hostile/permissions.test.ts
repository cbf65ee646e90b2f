import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allContracts } from "#client/contracts";
import { newId } from "#ids";
import { createProject } from "#label";
import type { RouteContract } from "#platform/http/contract";
import { atLeast } from "#platform/people";
import { roles, scopes } from "#platform/people/contract";
import { testApp } from "../app.ts";

let opened: Awaited<ReturnType<typeof testApp>>;
let project: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  opened = await testApp();
  const { world, workspace, keyOf } = opened;
  project = await createProject(world, {
    workspace,
    name: "guarded",
    task: "classify",
    labels: ["a", "b"],
    guideline: "",
    auditShare: 0.15,
  });
  for (const role of roles) tokens.set(role, await keyOf(role, workspace));
  const foreign = newId("workspace");
  await world.db.insertInto("workspace").values({ id: foreign, name: "Elsewhere" }).execute();
  tokens.set("foreign", await keyOf("owner", foreign));
  const owner = await opened.personWith("owner", workspace);
  for (const scope of scopes) tokens.set(`scope ${scope}`, await opened.makeKey(owner, workspace, [scope]));
});
afterAll(() => opened.close());

/** Calls a route with made-up parameters and no body, so that nothing but the permission can let it through. */
async function call(contract: RouteContract, token: string | undefined): Promise<number> {
  const path = contract.path
    .replace("{project}", contract.operation === "deleteProject" ? await doomed() : project)
    .replace(/\{\w+\}/g, "none");
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const controller = new AbortController();
  const response = await opened.app.fetch(
    new Request(`http://127.0.0.1/api/v1${path}`, {
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

const guarded = allContracts.filter((contract) => contract.permission.on !== "public");
/** Routes whose path names something that does not exist answer 404 before the role is asked. */
const namesSomething = (contract: RouteContract) => /\{(endpoint|job)\}/.test(contract.path);

test("only joining by a link is open to anybody", () => {
  expect(
    allContracts
      .filter((contract) => contract.permission.on === "public")
      .map((contract) => contract.operation)
      .sort(),
  ).toEqual(["join", "readInvitation"]);
});

test("every route that the server mounts is in the list, and every one in the list is mounted", () => {
  const mounted = opened.app.routes
    .filter((route) => route.path.startsWith("/api/v1/") && route.method !== "ALL")
    .map((route) => `${route.method} ${route.path}`)
    .sort();
  const listed = allContracts
    .map((one) => `${one.method.toUpperCase()} /api/v1${one.path.replace(/\{(\w+)\}/g, ":$1")}`)
    .sort();
  expect(mounted).toEqual(listed);
});

describe.each(guarded.map((contract) => [contract.operation, contract] as const))("%s", (_, contract) => {
  test("answers 401 without a token and with one that nobody gave out", async () => {
    expect(await call(contract, undefined)).toBe(401);
    expect(await call(contract, "hl_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).toBe(401);
  });

  test("shows nothing of itself to an owner of another workspace", async () => {
    if (contract.permission.on === "project") expect(await call(contract, tokens.get("foreign"))).toBe(404);
  });

  test("is refused to every role below its own, and to none above", async () => {
    if (contract.permission.on === "person" || namesSomething(contract) || forPeopleOnly.has(contract.operation))
      return;
    for (const role of roles) {
      const status = await call(contract, tokens.get(role));
      if (atLeast(role, contract.permission.least)) expect(status, role).not.toBe(403);
      else expect(status, role).toBe(403);
    }
  });

  test("is refused to a key without its scope", async () => {
    if (namesSomething(contract)) return;
    for (const scope of scopes)
      if (scope !== contract.permission.scope)
        expect(await call(contract, tokens.get(`scope ${scope}`)), scope).toBe(403);
  });
});

test("a key that was ended is refused within a second", async () => {
  const person = await opened.personWith("viewer", opened.workspace);
  const key = await opened.makeKey(person, opened.workspace, scopes);
  const readMe = allContracts.find((contract) => contract.operation === "readMe") as RouteContract;
  expect(await call(readMe, key)).toBe(200);
  await opened.world.db.deleteFrom("api_key").where("referenceId", "=", person).execute();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await call(readMe, key)).toBe(401);
});

test("a role that was taken away is refused within a second", async () => {
  const person = await opened.personWith("viewer", opened.workspace);
  const key = await opened.makeKey(person, opened.workspace, scopes);
  const readProject = allContracts.find((contract) => contract.operation === "readProject") as RouteContract;
  expect(await call(readProject, key)).toBe(200);
  await opened.world.db.deleteFrom("member").where("person", "=", person).execute();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await call(readProject, key)).toBe(401);
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
