import type { EventTables } from "#platform/events";
import { handle, projectOf, type Route } from "#platform/http";
import type { JobTables } from "#platform/jobs";
import type { PeopleTables } from "#platform/people";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { deleteProject } from "./delete-project.ts";
import { listProjects, readStatusOf } from "./list-projects.ts";
import { readOverview } from "./read-overview.ts";
import type { LoopTables } from "./read-steps.ts";
import { startTraining } from "./start-training.ts";
import { webhookRoutes } from "./webhooks/routes.ts";
import type { WebhookTables } from "./webhooks/tables.ts";

type Seen = World<LoopTables & WebhookTables & EventTables & JobTables & PeopleTables>;

/** The routes that look at the whole loop or start its standard flow; `version` is that of the program. */
export const automateRoutes = (given: { version: string }): Route<Seen>[] => [
  handle(contract.listProjects, async (world, { who }) => ({ rows: await listProjects(world, who) })),
  handle(contract.readOverview, (world, asked) =>
    readOverview(world, { workspace: asked.place.workspace, project: projectOf(asked) }),
  ),
  handle(contract.deleteProject, async (world, asked) => {
    const { who, address, query } = asked;
    await deleteProject(world, { project: projectOf(asked), who, address, only: query.if });
    return {};
  }),
  handle(contract.startTraining, (world, asked) =>
    startTraining(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      options: asked.body,
      askedBy: asked.who.id,
    }),
  ),
  handle(contract.readStatus, (world, { who }) =>
    readStatusOf(world, { workspace: who.workspace, version: given.version }),
  ),
  ...(webhookRoutes as readonly Route<Seen>[]),
];
