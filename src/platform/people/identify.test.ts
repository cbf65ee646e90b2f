import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { type Credential, credentialOf, keyOf } from "#platform/access";
import { openDatabase } from "#platform/database";
import { testWorld } from "#tests/world";
import { openAuth } from "./auth.ts";
import { identifier } from "./identify.ts";
import { invite, join } from "./join.ts";
import type { PeopleTables } from "./tables.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let auth: Awaited<ReturnType<typeof openAuth>>;
let session: Credential | undefined;
let key: Credential | undefined;

const about = { secret: "s".repeat(40), address: "http://127.0.0.1" };
const shown = (headers: Record<string, string>) => credentialOf(new Headers(headers));
const bearer = (token: string) => shown({ authorization: `Bearer ${token}` });

beforeAll(async () => {
  opened = await testWorld();
  auth = await openAuth({ pool: opened.pool, ...about });
  const given = { role: "owner", note: "", invitedBy: undefined, days: 1 } as const;
  const { token } = await invite(opened.world, { workspace: opened.workspace, ...given });
  const who = { email: "ada@example.org", password: "correct horse battery" };
  const { person } = await join(opened.world, auth, { token, name: "Ada", ...who });
  const { headers } = await auth.api.signInEmail({ body: who, returnHeaders: true });
  session = shown({
    cookie: headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; "),
  });
  const made = await auth.api.createApiKey({ body: { userId: person, name: "test", prefix: "hl_" } });
  key = bearer(made.key);
});
afterAll(() => opened.close());

test("a session and a key name their person; what is no session and no key names nobody", async () => {
  const identify = identifier({ db: opened.world.db, auth, localKey: undefined });
  expect(await identify(session)).toMatchObject({ kind: "person", name: "Ada" });
  expect(await identify(key)).toMatchObject({ kind: "key" });
  expect(await identify(bearer("hl_nothing"))).toBeUndefined();
  expect(await identify(shown({ cookie: "handloom.session_token=nonsense.nonsense" }))).toBeUndefined();
  expect(await identify(shown({}))).toBeUndefined();
});

test("a key is for the workspace it was made in, whatever is asked for and wherever else its person is", async () => {
  const { world, workspace } = opened;
  const identify = identifier({ db: world.db, auth, localKey: undefined });
  const person = (await identify(session))?.id ?? "";
  const other = newId("workspace");
  await world.db.insertInto("workspace").values({ id: other, name: "Other" }).execute();
  const member = { id: newId("member"), workspace: other, project: null, person, role: "owner" } as const;
  await world.db.insertInto("member").values(member).execute();
  const body = { userId: person, name: "bound", prefix: "hl_", metadata: { workspace } };
  const { key: secret } = await auth.api.createApiKey({ body });
  const asked = (where: string | undefined) => ({ kind: "key", secret, workspace: where }) as const;
  expect(await identify(asked(undefined))).toMatchObject({ workspace });
  expect(await identify(asked(workspace))).toMatchObject({ workspace });
  expect(await identify(asked(other))).toBeUndefined();
  const rows = world.db.deleteFrom("member").where("person", "=", person).where("workspace", "=", workspace);
  const kept = await world.db
    .selectFrom("member")
    .selectAll()
    .where("person", "=", person)
    .where("workspace", "=", workspace)
    .execute();
  await rows.execute();
  const later = identifier({ db: world.db, auth, localKey: undefined });
  expect(await later(asked(undefined))).toBeUndefined();
  await world.db.insertInto("member").values(kept).execute();
  await world.db.deleteFrom("member").where("id", "=", member.id).execute();
});

test("a key is taken from either header, before the cookies of a session; what a proxy sends for everybody is no key", () => {
  const key = { kind: "key", secret: "hl_a", workspace: undefined };
  expect(shown({ authorization: "bearer  hl_a ", cookie: "a=b" })).toEqual(key);
  expect(shown({ authorization: "Basic c2hhcmVk", "x-api-key": "hl_a", cookie: "a=b" })).toEqual(key);
  expect(shown({ cookie: "a=b", "handloom-workspace": "w" })).toEqual({
    kind: "session",
    secret: "a=b",
    workspace: "w",
  });
  expect(shown({ authorization: "Basic c2hhcmVk" })).toBeUndefined();
  expect(keyOf(new Headers({ cookie: "a=b" }))).toBeUndefined();
});

test("while the database does not answer nobody is told that they are signed out", async () => {
  const url = new URL(opened.url);
  url.port = "1";
  const away = openDatabase<PeopleTables>({ url: url.href, connections: 1, name: "test" });
  const blind = identifier({
    db: away.db,
    auth: await openAuth({ pool: away.pool, ...about }),
    localKey: undefined,
  });
  for (const one of [session, key, bearer("hl_nothing")])
    await expect(blind(one)).rejects.toThrow(/just now|ECONNREFUSED/);
  await away.close();
});
