import { automateRoutes } from "#automate";
import { collectRoutes } from "#collect";
import type { Config } from "#config";
import { type Answering, deployRoutes, type Serving } from "#deploy";
import { labelRoutes } from "#label";
import { monitorRoutes } from "#monitor";
import { followProject, followWorkspace } from "#platform/events/contract";
import { handle, type LiveScreens, type Route, type RouteContract } from "#platform/http";
import { jobRoutes } from "#platform/jobs";
import { type Auth, type Identify, judge, type Place, peopleRoutes } from "#platform/people";
import type { Telemetry } from "#platform/telemetry";
import { readMetrics } from "#platform/telemetry/contract";
import { registerRoutes } from "#register";
import { trainRoutes } from "#train";
import type { World } from "#world";
import { allJobs } from "./all-jobs.ts";
import type { AllTables } from "./all-tables.ts";
import { programVersion } from "./version.ts";

/** What routes need beside the world. */
export interface RouteParts {
  readonly config: Config;
  readonly auth: Auth;
  readonly identify: Identify;
  readonly address: () => string;
  readonly serving: Serving;
  readonly answering: Answering;
  readonly screens: LiveScreens;
  readonly telemetry: Telemetry;
}

/** Every route of the server. */
export function allRoutes(parts: RouteParts): Route<World<AllTables>>[] {
  return [
    ...automateRoutes({ version: programVersion }),
    ...peopleRoutes(parts.auth, parts.address),
    ...collectRoutes,
    ...labelRoutes({ auditShare: parts.config.HANDLOOM_AUDIT_SHARE }),
    ...trainRoutes,
    ...registerRoutes,
    ...deployRoutes(parts.serving, parts.answering),
    ...monitorRoutes,
    ...jobRoutes(allJobs),
    handle(followProject, async (_, asked) => follow(parts, followProject, asked)),
    handle(followWorkspace, async (_, asked) => follow(parts, followWorkspace, asked)),
    handle(
      readMetrics,
      async () => new Response(parts.telemetry.text(), { headers: { "content-type": "text/plain; version=0.0.4" } }),
    ),
  ] as Route<World<AllTables>>[];
}

/** A live stream, whose reader is looked at again before each message: a role may end while a screen is open. */
function follow(parts: RouteParts, contract: RouteContract, asked: { place: Place; request: Request }): Response {
  const place = contract.permission.on === "project" ? asked.place : { workspace: asked.place.workspace };
  return parts.screens.open(place, asked.request.signal, async () => {
    const who = await parts.identify(asked.request.headers);
    return who !== undefined && judge(who, contract.permission, asked.place) === "allowed";
  });
}
