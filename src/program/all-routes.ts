import { automateRoutes } from "#automate";
import { collectRoutes } from "#collect";
import type { Config } from "#config";
import { type Answering, deployRoutes, type Serving } from "#deploy";
import { labelRoutes } from "#label";
import { monitorRoutes } from "#monitor";
import { credentialOf, type Identify, judge, type Place } from "#platform/access";
import { inWorkspace, signedIn } from "#platform/access/contract";
import { followProject, followWorkspace } from "#platform/events/contract";
import { handle, type LiveScreens, type Route } from "#platform/http";
import { jobRoutes } from "#platform/jobs";
import { type Auth, peopleRoutes } from "#platform/people";
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

/** Every route of our own language. */
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
    handle(followProject, async (_, asked) => follow(parts, asked.place, asked.request)),
    handle(followWorkspace, async (_, asked) => follow(parts, { workspace: asked.place.workspace }, asked.request)),
    handle(
      readMetrics,
      async () =>
        new Response(await parts.telemetry.text(), { headers: { "content-type": "text/plain; version=0.0.4" } }),
    ),
  ] as Route<World<AllTables>>[];
}

/** A live stream, whose reader is looked at again before each message: a role may end while a screen is open. */
function follow(parts: RouteParts, place: Place, request: Request): Response {
  return parts.screens.open(place, request.signal, async (about) => {
    const who = await parts.identify(credentialOf(request.headers));
    if (!who || who.workspace !== place.workspace) return "gone";
    const at = about ?? place;
    const asks = at.project ? followProject.permission : about ? inWorkspace("viewer", "read") : signedIn;
    if (judge(who, asks, at) === "allowed") return "yes";
    return about === undefined || (at.project !== undefined && at.project === place.project) ? "gone" : "no";
  });
}
