import { handle, type Route } from "#platform/http";
import type { World } from "#world";
import { cancelJobRoute, listJobsRoute, readJobLinesRoute, readJobRoute } from "./contract.ts";
import { cancelJob, listJobs, readJob, readJobLines } from "./read-jobs.ts";
import type { JobTables } from "./tables.ts";

const idOf = (job: string) => job as `job_${string}`;

/** The routes of jobs. */
export const jobRoutes: readonly Route<Pick<World<JobTables>, "db" | "clock">>[] = [
  handle(listJobsRoute, async (world, { who, query }) => {
    const rows = await listJobs(world, { workspace: who.workspace, before: query.after, limit: query.limit });
    return { rows, next: rows.length === query.limit ? rows.at(-1)?.id : undefined };
  }),
  handle(readJobRoute, (world, { params: { job } }) => readJob(world, idOf(job))),
  handle(readJobLinesRoute, async (world, { params: { job }, query }) => ({
    rows: await readJobLines(world, idOf(job), query.after),
  })),
  handle(cancelJobRoute, async (world, { params: { job } }) => {
    await cancelJob(world, idOf(job));
    return {};
  }),
];
