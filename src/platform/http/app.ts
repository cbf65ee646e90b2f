import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { z } from "zod";
import { Failure } from "#failure";
import { type Identify, judge, type Place, type Who } from "#platform/people";
import type { Telemetry } from "#platform/telemetry";
import type { Log } from "#world";
import type { ClientAddress } from "./client-address.ts";
import type { RouteContract, RouteShapes } from "./contract.ts";
import type { Asked, Route } from "./handle.ts";
import { invalidInput, problemOf, problemResponse } from "./problem.ts";
import { readJson, refuseUnstorable } from "./read-body.ts";

const prefix = "/api/v1";
const bodyLimit = 1024 * 1024;

/** Finds where the thing that a path parameter names lives: nothing when it is not there. */
export type Locate = (workspace: Who["workspace"], name: string) => Promise<Place | undefined>;

/** What the app is made of. */
export interface AppParts<Seen> {
  readonly world: Seen;
  readonly routes: readonly Route<Seen>[];
  /** For each path parameter that names a thing with a permission of its own. */
  readonly locators: Readonly<Record<string, Locate>>;
  readonly identify: Identify;
  readonly addressOf: ClientAddress;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

/** The HTTP app: every route behind its declared permission and shapes. */
export function makeApp<Seen>(parts: AppParts<Seen>): Hono {
  const app = new Hono();
  for (const route of parts.routes) {
    const { contract } = route;
    const path = prefix + contract.path.replace(/\{(\w+)\}/g, ":$1");
    app.on(contract.method.toUpperCase(), path, (context) => {
      const remote = (context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
        ?.socket?.remoteAddress;
      const address = parts.addressOf(remote, context.req.raw.headers.get("x-forwarded-for"));
      return serve(parts, route, { request: context.req.raw, rawParams: context.req.param(), address });
    });
  }
  app.all(`${prefix}/*`, () =>
    problemResponse({ kind: "missing", message: "There is no such route. /api/docs lists them." }),
  );
  return app;
}

interface Arrived {
  readonly request: Request;
  readonly rawParams: Record<string, string>;
  readonly address: string | undefined;
}

async function serve<Seen>(parts: AppParts<Seen>, route: Route<Seen>, arrived: Arrived): Promise<Response> {
  const { contract } = route;
  const started = performance.now();
  const id = arrived.request.headers.get("x-request-id")?.slice(0, 64) ?? randomUUID();
  let response: Response;
  try {
    for (const [name, value] of Object.entries(arrived.rawParams)) refuseUnstorable(value, name);
    const admitted = await admit(parts, contract, arrived);
    const result = await route.answer(parts.world, await read(contract, arrived, admitted));
    response = result instanceof Response ? result : Response.json(result ?? {});
  } catch (thrown) {
    const problem =
      thrown instanceof Unauthenticated
        ? { kind: "unauthenticated" as const, message: thrown.message }
        : problemOf(thrown);
    if (problem.kind === "internal")
      parts.log.error({ request: id, operation: contract.operation, error: thrown }, "A request failed unexpectedly.");
    response = problemResponse(problem);
  }
  const seconds = (performance.now() - started) / 1000;
  parts.telemetry.request({ operation: contract.operation, status: response.status, seconds });
  parts.log.debug(
    { request: id, operation: contract.operation, status: response.status, milliseconds: Math.round(seconds * 1000) },
    "Answered a request.",
  );
  response.headers.set("x-request-id", id);
  return response;
}

class Unauthenticated extends Error {}

async function admit<Seen>(
  parts: AppParts<Seen>,
  contract: RouteContract,
  arrived: Arrived,
): Promise<{ who: Who; place: Place }> {
  const who = await parts.identify(arrived.request.headers);
  if (contract.permission.on === "public")
    return { who: who as Who, place: { workspace: who?.workspace ?? "workspace_none" } };
  if (!who) throw new Unauthenticated('Sign in, or send an API key as "Authorization: Bearer …".');
  const place = await locate(parts, contract, { who, rawParams: arrived.rawParams });
  const verdict = judge(who, contract.permission, place);
  if (verdict === "allowed") return { who, place };
  if (verdict === "unseen") throw unseen(contract, arrived.rawParams);
  throw new Failure(
    "forbidden",
    `This needs the role "${contract.permission.least}"${who.scopes ? ` and a key with the scope "${contract.permission.scope}"` : ""}.`,
    {
      least: contract.permission.least,
      scope: contract.permission.scope,
    },
  );
}

async function locate<Seen>(
  parts: AppParts<Seen>,
  contract: RouteContract,
  given: { who: Who; rawParams: Record<string, string> },
): Promise<Place> {
  if (contract.permission.on !== "project") return { workspace: given.who.workspace };
  for (const [name, value] of Object.entries(given.rawParams)) {
    const find = parts.locators[name];
    if (!find) continue;
    const place = await find(given.who.workspace, value);
    if (!place) throw unseen(contract, given.rawParams);
    return place;
  }
  throw new Error(`The route ${contract.operation} asks for a role in a project but its path names none.`);
}

function unseen(contract: RouteContract, rawParams: Record<string, string>): Failure {
  const [name, value] = Object.entries(rawParams)[0] ?? [];
  if (name === undefined)
    return new Failure("forbidden", `This needs the role "${contract.permission.least}" in the workspace.`);
  return new Failure("missing", `There is no ${name} "${value?.slice(0, 120)}" here.`, { field: name });
}

async function read(
  contract: RouteContract,
  arrived: Arrived,
  admitted: { who: Who; place: Place },
): Promise<Asked<RouteShapes>> {
  const { shapes } = contract;
  const search = Object.fromEntries(new URL(arrived.request.url).searchParams);
  for (const [name, value] of Object.entries(search)) refuseUnstorable(value, name);
  const json =
    shapes.body && shapes.body !== "stream" ? await readJson(arrived.request, contract.limit ?? bodyLimit) : undefined;
  return {
    ...admitted,
    params: shapes.params ? checked(shapes.params, arrived.rawParams, "path") : undefined,
    query: shapes.query ? checked(shapes.query, search, "query") : undefined,
    body: (shapes.body === "stream"
      ? (arrived.request.body ?? new Blob([]).stream())
      : shapes.body
        ? checked(shapes.body, json, "body")
        : undefined) as never,
    request: arrived.request,
    address: arrived.address,
  };
}

function checked(shape: z.ZodType, value: unknown, part: string) {
  const result = shape.safeParse(value, { reportInput: true });
  if (!result.success) throw invalidInput(result.error, part);
  return result.data as never;
}
