import { type LabelTables, questionOf } from "#label";
import { handle, projectOf, type Route } from "#platform/http";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { listRuns, readRun } from "./read-runs.ts";
import type { TrainTables } from "./tables.ts";

type Seen = Pick<World<TrainTables & LabelTables>, "db">;

/** The routes of training. */
export const trainRoutes: readonly Route<Seen>[] = [
  handle(contract.listRuns, async (world: Seen, asked) => {
    const rows = await listRuns(world, {
      project: projectOf(asked),
      question: await questionOf(world, projectOf(asked), asked.query.question),
      after: asked.query.after,
      limit: asked.query.limit,
    });
    return { rows, next: rows.length === asked.query.limit ? rows.at(-1)?.id : undefined };
  }),
  handle(contract.readRun, (world, asked) => readRun(world, { project: projectOf(asked), run: asked.params.run })),
];
