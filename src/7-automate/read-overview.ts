import type { EndpointView } from "#deploy/contract";
import type { Id } from "#ids";
import { listAlerts, readEndpointToday } from "#monitor";
import type { AlertView } from "#monitor/contract";
import type { EventTables } from "#platform/events";
import type { World } from "#world";
import type { OverviewView } from "./contract.ts";
import { nextAction } from "./next-action.ts";
import { readLately } from "./read-lately.ts";
import { type LoopState, type LoopTables, readLoop, stepsOf } from "./read-steps.ts";

type Seen = Pick<World<LoopTables & EventTables>, "db" | "clock">;

/** How the loop of a project is: the ring, what to do next and what it brings, what happened lately. */
export async function readOverview(
  world: Seen,
  given: { workspace: Id<"workspace">; project: Id<"project"> },
): Promise<OverviewView> {
  const row = await world.db
    .selectFrom("project")
    .select(["id", "name", "origin"])
    .where("id", "=", given.project)
    .executeTakeFirstOrThrow();
  const loop = await readLoop(world, given.project);
  const alerts = await openAlerts(world, loop.endpoints);
  return {
    project: row.id,
    name: row.name,
    origin: row.origin,
    steps: stepsOf(loop),
    ...accuracyOf(loop),
    next: nextAction(loop, alerts),
    endpoints: await Promise.all(
      loop.endpoints.slice(0, 10).map((endpoint) => endpointState(world, { ...given, endpoint })),
    ),
    alerts,
    lately: await readLately(world, given.project),
  };
}

/** The accuracy to show: of the live model once 20 audit items are labelled, else of the champion. */
function accuracyOf(loop: LoopState): Pick<OverviewView, "accuracy" | "accuracyFrom"> {
  const live = loop.live?.accuracy;
  if (live && live.items >= 20) return { accuracy: live, accuracyFrom: "live" };
  const version = loop.champion ?? loop.versions[0];
  if (version?.metrics.accuracy)
    return { accuracy: { ...version.metrics.accuracy, items: version.items ?? 0 }, accuracyFrom: "champion" };
  return live ? { accuracy: live, accuracyFrom: "live" } : {};
}

async function openAlerts(
  world: Pick<World<LoopTables>, "db">,
  endpoints: readonly EndpointView[],
): Promise<AlertView[]> {
  const lists = await Promise.all(
    endpoints.slice(0, 10).map((one) => listAlerts(world, { endpoint: one.id as Id<"endpoint">, name: one.name })),
  );
  return lists.flat().filter((alert) => alert.state === "open");
}

async function endpointState(
  world: Seen,
  given: { workspace: Id<"workspace">; project: Id<"project">; endpoint: EndpointView },
): Promise<OverviewView["endpoints"][number]> {
  const { name, version } = given.endpoint;
  return { name, version, ...(await readEndpointToday(world, { workspace: given.workspace, name })) };
}
