import type { CollectTables } from "#collect";
import { type DeployTables, readEndpoint } from "#deploy";
import type { Id } from "#ids";
import type { LabelTables } from "#label";
import { paged } from "#platform/database";
import type { EventTables } from "#platform/events";
import { handle, projectOf, type Route } from "#platform/http";
import type { PeopleTables } from "#platform/people";
import type { RegisterTables } from "#register";
import type { World } from "#world";
import { askForLabels, quietAlert } from "./ask-for-labels.ts";
import * as contract from "./contract.ts";
import { listAlerts } from "./read-alerts.ts";
import { readMonitor } from "./read-monitor.ts";
import type { MonitorTables } from "./tables.ts";

type Seen = World<
  MonitorTables & DeployTables & RegisterTables & LabelTables & CollectTables & EventTables & PeopleTables
>;

/** The routes of monitoring. */
export const monitorRoutes: readonly Route<Seen>[] = [
  handle(contract.readMonitor, (world: Seen, asked) =>
    readMonitor(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      name: asked.params.endpoint,
      window: asked.query.window,
    }),
  ),
  handle(contract.listAlerts, (world: Seen, asked) =>
    paged(asked.query.limit, (limit) => listAlerts(world, { project: projectOf(asked), ...asked.query, limit })),
  ),
  handle(contract.quietAlert, async (world: Seen, asked) => {
    const { id } = await readEndpoint(world, { workspace: asked.place.workspace, name: asked.params.endpoint });
    await quietAlert(world, { endpoint: id as Id<"endpoint">, alert: asked.params.alert, hours: asked.body.hours });
    return {};
  }),
  handle(contract.askForLabels, (world: Seen, asked) =>
    askForLabels(world, {
      workspace: asked.place.workspace,
      project: projectOf(asked),
      name: asked.params.endpoint,
      count: asked.body.count,
      alert: asked.body.alert,
    }),
  ),
];
