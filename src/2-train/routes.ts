import { type LabelTables, questionOf } from "#label";
import { paged } from "#platform/database";
import { handle, projectOf, type Route } from "#platform/http";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { listRuns, readRun } from "./read-runs.ts";
import type { TrainTables } from "./tables.ts";

type Seen = Pick<World<TrainTables & LabelTables>, "db">;

/** The routes of training. */
export const trainRoutes: readonly Route<Seen>[] = [
  handle(contract.listRuns, async (world: Seen, asked) => {
    const question = await questionOf(world, projectOf(asked), asked.query.question);
    const about = { project: projectOf(asked), question, after: asked.query.after };
    return paged(asked.query.limit, (limit) => listRuns(world, { ...about, limit }));
  }),
  handle(contract.readRun, (world, asked) => readRun(world, { project: projectOf(asked), run: asked.params.run })),
];
