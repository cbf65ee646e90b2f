import type { EndpointView } from "#deploy/contract";
import type { Id } from "#ids";
import { listAlerts, readEndpointToday } from "#monitor";
import type { AlertView } from "#monitor/contract";
import type { EventTables } from "#platform/events";
import type { World } from "#world";
import type { OverviewView } from "./contract.ts";
import { nextAction } from "./next-action.ts";
import { readLately } from "./read-lately.ts";
import { accuracyOf, headlineOf, type LoopTables, readLoop, stepsOf } from "./read-steps.ts";

type Seen = Pick<World<LoopTables & EventTables>, "db" | "clock">;

// An overview shows some; the list of alerts has all.
const [mostEndpoints, mostAlerts] = [10, 100];

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
  const alerts = await listAlerts(world, { project: given.project, state: "open", limit: mostAlerts });
  return {
    project: row.id,
    name: row.name,
    origin: row.origin,
    steps: stepsOf(loop),
    ...accuracyOf(loop),
    next: nextAction(loop, alerts),
    questions: loop.questions.map((one) => ({
      question: one.question.id,
      name: one.question.name,
      kind: one.question.kind,
      labelled: one.labelled,
      newest: one.newest?.number,
      champion: one.champion?.number,
      headline: headlineOf(one),
    })),
    endpoints: await Promise.all(
      shownEndpoints(loop.endpoints, alerts).map((endpoint) => endpointState(world, { ...given, endpoint })),
    ),
    allEndpoints: loop.endpoints.length,
    openAlerts: loop.alerts,
    alerts,
    lately: await readLately(world, given.project),
  };
}

/** Some endpoints, those with an open alert first. */
function shownEndpoints(endpoints: readonly EndpointView[], alerts: readonly AlertView[]): EndpointView[] {
  const alarmed = new Set(alerts.map((alert) => alert.endpoint));
  const first = endpoints.filter((one) => alarmed.has(one.name));
  return [...first, ...endpoints.filter((one) => !alarmed.has(one.name))].slice(0, mostEndpoints);
}

async function endpointState(
  world: Seen,
  given: { workspace: Id<"workspace">; project: Id<"project">; endpoint: EndpointView },
): Promise<OverviewView["endpoints"][number]> {
  const { workspace, project } = given;
  const { name, question, version } = given.endpoint;
  return { name, question, version, ...(await readEndpointToday(world, { workspace, project, name })) };
}
