import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { z } from "zod";
import { Failure } from "#failure";
import { type Identify, judge, type Place, type Who } from "#platform/access";
import type { Log } from "#world";
import type { Border } from "./border.ts";
import type { ClientAddress } from "./client-address.ts";
import type { RouteContract, RouteShapes } from "./contract.ts";
import type { Asked, Route } from "./handle.ts";
import { invalidInput, problemOf } from "./problem.ts";
import { readJson, refuseUnstorable } from "./read-body.ts";

const bodyLimit = 1024 * 1024;

/** What the app is made of. */
export interface AppParts<Seen> {
  readonly world: Seen;
  /** The languages it speaks. */
  readonly borders: readonly Border<Seen>[];
  readonly identify: Identify;
  readonly addressOf: ClientAddress;
  /** Who counts the requests. */
  readonly telemetry: { request(seen: { operation: string; status: number; seconds: number }): void };
  readonly log: Log;
}

/** The HTTP app: every route of every border behind its declared permission and shapes. */
export function makeApp<Seen>(parts: AppParts<Seen>): Hono {
  const app = new Hono();
  for (const border of parts.borders) for (const prefix of border.prefixes) mount(app, parts, { border, prefix });
  return app;
}

function mount<Seen>(app: Hono, parts: AppParts<Seen>, at: { border: Border<Seen>; prefix: string }): void {
  const { border, prefix } = at;
  for (const route of border.routes) {
    const { contract } = route;
    const path = prefix + contract.path.replace(/\{(\w+)\}/g, ":$1");
    app.on(contract.method.toUpperCase(), path, (context) => {
      const remote = (context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
        ?.socket?.remoteAddress;
      const address = parts.addressOf(remote, context.req.raw.headers.get("x-forwarded-for"));
      return serve(parts, { border, route }, { request: context.req.raw, rawParams: context.req.param(), address });
    });
  }
  app.all(`${prefix}/*`, () => border.problem({ kind: "missing", message: border.noRoute }));
}

/** A route with the border that it belongs to. */
interface Mounted<Seen> {
  readonly border: Border<Seen>;
  readonly route: Route<Seen>;
}

interface Arrived {
  readonly request: Request;
  readonly rawParams: Record<string, string>;
  readonly address: string | undefined;
}

async function serve<Seen>(parts: AppParts<Seen>, mounted: Mounted<Seen>, arrived: Arrived): Promise<Response> {
  const { border, route } = mounted;
  const { contract } = route;
  const started = performance.now();
  const id = arrived.request.headers.get("x-request-id")?.slice(0, 64) ?? randomUUID();
  const about = { request: id, border: border.name, operation: contract.operation };
  let response: Response;
  try {
    for (const [name, value] of Object.entries(arrived.rawParams)) refuseUnstorable(value, name);
    const admitted = await admit(parts, mounted, arrived);
    const result = await route.answer(parts.world, await read(contract, arrived, admitted));
    response = result instanceof Response ? result : Response.json(result ?? {});
  } catch (thrown) {
    const problem =
      thrown instanceof Unauthenticated
        ? { kind: "unauthenticated" as const, message: thrown.message }
        : problemOf(thrown);
    if (problem.kind === "internal") parts.log.error({ ...about, error: thrown }, "A request failed unexpectedly.");
    response = border.problem(problem);
  }
  const seconds = (performance.now() - started) / 1000;
  parts.telemetry.request({ operation: contract.operation, status: response.status, seconds });
  parts.log.debug(
    { ...about, status: response.status, milliseconds: Math.round(seconds * 1000) },
    "Answered a request.",
  );
  response.headers.set("x-request-id", id);
  return response;
}

class Unauthenticated extends Error {}

async function admit<Seen>(
  parts: AppParts<Seen>,
  mounted: Mounted<Seen>,
  arrived: Arrived,
): Promise<{ who: Who; place: Place }> {
  const { border, route } = mounted;
  const { contract } = route;
  const who = await parts.identify(border.credential(arrived.request));
  if (contract.permission.on === "public")
    return { who: who as Who, place: { workspace: who?.workspace ?? "workspace_none" } };
  if (!who) throw new Unauthenticated('Sign in, or send an API key as "Authorization: Bearer …".');
  const place = await locate(parts.world, mounted, { who, rawParams: arrived.rawParams });
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
  world: Seen,
  { border, route: { contract } }: Mounted<Seen>,
  given: { who: Who; rawParams: Record<string, string> },
): Promise<Place> {
  if (contract.permission.on !== "project") return { workspace: given.who.workspace };
  for (const [name, value] of Object.entries(given.rawParams)) {
    const find = border.locators[name];
    if (!find) continue;
    const place = await find(world, given.who.workspace, value);
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
