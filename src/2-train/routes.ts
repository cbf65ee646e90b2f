import { handle, projectOf, type Route } from "#platform/http";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { listRuns, readRun } from "./read-runs.ts";
import type { TrainTables } from "./tables.ts";

/** The routes of training. */
export const trainRoutes: readonly Route<Pick<World<TrainTables>, "db">>[] = [
  handle(contract.listRuns, async (world, asked) => {
    const rows = await listRuns(world, {
      project: projectOf(asked),
      after: asked.query.after,
      limit: asked.query.limit,
    });
    return { rows, next: rows.length === asked.query.limit ? rows.at(-1)?.id : undefined };
  }),
  handle(contract.readRun, (world, asked) => readRun(world, { project: projectOf(asked), run: asked.params.run })),
];
