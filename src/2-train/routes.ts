import { paged } from "#platform/database";
import { handle, projectOf, type Route } from "#platform/http";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { listRuns, readRun } from "./read-runs.ts";
import type { TrainTables } from "./tables.ts";

/** The routes of training. */
export const trainRoutes: readonly Route<Pick<World<TrainTables>, "db">>[] = [
  handle(contract.listRuns, (world, asked) =>
    paged(asked.query.limit, (limit) =>
      listRuns(world, { project: projectOf(asked), after: asked.query.after, limit }),
    ),
  ),
  handle(contract.readRun, (world, asked) => readRun(world, { project: projectOf(asked), run: asked.params.run })),
];
