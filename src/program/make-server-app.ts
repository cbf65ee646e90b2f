import type { Hono } from "hono";
import { sql } from "kysely";
import { allContracts } from "#client/contracts";
import { Failure } from "#failure";
import {
  apiPrefix,
  type Border,
  type ClientAddress,
  clientAddress,
  docsPage,
  makeApp,
  openApi,
  problemAt,
  problemOf,
  problemResponse,
  readBytes,
  serveScreens,
} from "#platform/http";
import { type Auth, addressHeader } from "#platform/people";
import type { World } from "#world";
import type { RouteParts } from "./all-routes.ts";
import type { AllTables } from "./all-tables.ts";
import { programVersion } from "./version.ts";

// Of better-auth's own addresses only these are open; the rest of it is reached through our routes.
const openAuthPaths = new Set([
  "/api/auth/sign-in/email",
  "/api/auth/sign-out",
  "/api/auth/get-session",
  "/api/auth/change-password",
]);

const authBodyLimit = 16 * 1024;

/** The whole HTTP app of a server: every border, sign-in, health, the description of the API, the screens. */
export function makeServerApp(
  world: World<AllTables>,
  parts: RouteParts,
  borders: readonly Border<World<AllTables>>[],
): Hono {
  const addressOf = clientAddress(parts.config.HANDLOOM_PROXIES);
  const app = makeApp({
    world,
    borders,
    identify: parts.identify,
    addressOf,
    telemetry: parts.telemetry,
    log: world.log,
  });
  mountAuth(app, parts.auth, addressOf);
  const description = openApi(allContracts, programVersion);
  const page = docsPage(allContracts);
  app.get("/api/openapi.json", (context) => context.json(description));
  app.get("/api/docs", (context) => context.html(page));
  app.get("/healthz", (context) => context.json({ ok: true }));
  app.get("/readyz", async (context) => {
    await sql`select 1`.execute(world.db);
    return context.json({ ready: true });
  });
  app.get("/metrics", (context) =>
    app.fetch(
      new Request(new URL(`${apiPrefix}/metrics`, context.req.url), { headers: context.req.raw.headers }),
      context.env,
    ),
  );
  app.all("/api/*", () =>
    problemResponse({ kind: "missing", message: "There is no such route. /api/docs lists them." }),
  );
  serveScreens(app, new URL("../../dist/web/", import.meta.url));
  app.onError((thrown, context) => {
    const problem = problemOf(thrown);
    if (problem.kind === "internal") world.log.error({ error: thrown }, "A request failed unexpectedly.");
    return problemAt(borders, context.req.path, problem);
  });
  return app;
}

function mountAuth(app: Hono, auth: Auth, addressOf: ClientAddress): void {
  app.all("/api/auth/*", async (context) => {
    if (!openAuthPaths.has(new URL(context.req.url).pathname))
      return problemResponse({ kind: "missing", message: "There is no such route." });
    const headers = new Headers(context.req.raw.headers);
    const { incoming } = context.env as { incoming?: { socket?: { remoteAddress?: string } } };
    const address = addressOf(incoming?.socket?.remoteAddress, headers.get("x-forwarded-for"));
    headers.set(addressHeader, address ?? "unknown");
    const { method, url, body } = context.req.raw;
    try {
      // better-auth would read a body of any length.
      const bytes = body ? await readBytes(body, authBodyLimit) : undefined;
      return await auth.handler(new Request(url, { method, headers, body: bytes as BodyInit | undefined }));
    } catch (thrown) {
      if (thrown instanceof Failure) return problemResponse(problemOf(thrown));
      throw thrown;
    }
  });
}
