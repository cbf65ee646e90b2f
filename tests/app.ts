import { allContracts } from "#client/contracts";
import { readConfig } from "#config";
import { type Answering, openPredictionLog, type Served, type Serving } from "#deploy";
import { newId } from "#ids";
import { type Role, scopes } from "#platform/access/contract";
import { liveScreens, openApi } from "#platform/http";
import { identifier, openAuth } from "#platform/people";
import { makeTelemetry } from "#platform/telemetry";
import { allBorders, makeServerApp } from "#program";
import { testWorld } from "#tests/world";

/** What a call was answered with. */
export interface TestAnswer {
  readonly status: number;
  readonly body: unknown;
}

const description = openApi(allContracts, "test") as {
  paths: Record<string, Record<string, { operationId: string; responses: object }>>;
};

/** Every answer is one that the description of the API promises; a fault of the server is for the test to judge. */
function refuseUnpromised(method: string, path: string, status: number): void {
  const asked = new URL(`/api/v1${path}`, "http://127.0.0.1").pathname.split("/");
  for (const [template, verbs] of Object.entries(description.paths)) {
    const parts = template.split("/");
    const fits = parts.length === asked.length && parts.every((part, at) => part.startsWith("{") || part === asked[at]);
    const operation = fits ? verbs[method.toLowerCase()] : undefined;
    if (operation && status < 500 && !(status in operation.responses))
      throw new Error(`${operation.operationId} answered ${status}, which the description does not promise.`);
  }
}

/** The whole server over a database of the calling test file's own, called without a socket; with people and keys to call it as. */
export async function testApp() {
  const opened = await testWorld();
  const { world, pool, workspace } = opened;
  const auth = await openAuth({ pool, secret: "s".repeat(40), address: "http://127.0.0.1" });
  const log = openPredictionLog(world, { texts: "yes" });
  const answering: Answering = { log, clock: world.clock, patience: 10_000 };
  const served = new Map<string, Served>();
  const serving: Serving = {
    find: (where, name) => served.get(`${where} ${name}`),
    refresh: async () => undefined,
    renamed: () => undefined,
    stop: async () => undefined,
  };
  const parts = {
    config: readConfig({}),
    auth,
    identify: identifier({ db: world.db, auth, localKey: undefined }),
    address: () => "http://127.0.0.1",
    serving,
    answering,
    screens: liveScreens(),
    telemetry: await makeTelemetry(),
  };
  const borders = allBorders(parts);
  const app = makeServerApp(world, parts, borders);

  /** Makes a person with a role in a workspace; gives their id. */
  async function personWith(role: Role, where: string = workspace): Promise<string> {
    const context = await auth.$context;
    const user = await context.internalAdapter.createUser(
      { email: `${newId("x")}@example.org`, name: role, emailVerified: false },
      { method: "email-password" },
    );
    const at = { workspace: where as `workspace_${string}`, project: null, person: user.id, role };
    await world.db
      .insertInto("member")
      .values({ id: newId("member"), ...at })
      .execute();
    return user.id;
  }

  /** Makes a key of a person with some scopes; gives its secret. */
  async function makeKey(person: string, where: string, allowed: readonly string[]): Promise<string> {
    const permissions = Object.fromEntries(allowed.map((one) => [one, ["use"]]));
    const about = { userId: person, name: "test", prefix: "hl_", metadata: { workspace: where } };
    return (await auth.api.createApiKey({ body: { ...about, permissions, rateLimitEnabled: false } })).key;
  }

  return {
    ...opened,
    app,
    borders,
    /** The endpoints that it answers for, by workspace and name: none of itself. */
    served,
    personWith,
    makeKey,
    /** A key with all scopes of a new person with a role. */
    keyOf: async (role: Role, where: string = workspace) => makeKey(await personWith(role, where), where, scopes),
    /** Calls the API as whoever a key belongs to. */
    async call(token: string, operation: string, body?: unknown): Promise<TestAnswer> {
      const [method = "GET", path = "/"] = operation.split(" ");
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const request = new Request(`http://127.0.0.1/api/v1${path}`, { method, headers, ...sent });
      const response = await app.fetch(request);
      refuseUnpromised(method, path, response.status);
      return { status: response.status, body: await response.json().catch(() => undefined) };
    },
    async close() {
      await log.stop();
      await opened.close();
    },
  };
}
