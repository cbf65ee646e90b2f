import { Failure } from "#failure";
import { judge, type Permission } from "#platform/access";
import { inWorkspace } from "#platform/access/contract";
import { paged } from "#platform/database";
import { type Asked, handle, type Route } from "#platform/http";
import type { World } from "#world";
import { cancelJobRoute, listJobsRoute, readJobLinesRoute, readJobRoute } from "./contract.ts";
import { cancelJob, listJobs, readJob, readJobLines } from "./read-jobs.ts";
import type { JobTables } from "./tables.ts";

type Seen = Pick<World<JobTables>, "db" | "clock">;

/** What each kind of job asks of somebody who cancels one of another person. */
type Kinds = readonly { readonly name: string; readonly permission: Permission }[];

/** The routes of jobs. */
export const jobRoutes = (kinds: Kinds): readonly Route<Seen>[] => [
  handle(listJobsRoute, (world, { who, query }) =>
    paged(query.limit, (limit) => listJobs(world, { workspace: who.workspace, before: query.after, limit })),
  ),
  handle(readJobRoute, (world, { params: { job } }) => readJob(world, job)),
  handle(readJobLinesRoute, async (world, { params: { job }, query }) => ({
    rows: await readJobLines(world, job, query.after),
  })),
  handle(cancelJobRoute, async (world, asked) => {
    await refuseOthers(world, kinds, asked);
    await cancelJob(world, asked.params.job);
    return {};
  }),
];

/** The right follows the effect: who may not start a kind of work may end only what they started themselves. */
async function refuseOthers(
  world: Seen,
  kinds: Kinds,
  { who, place, params }: Pick<Asked<typeof cancelJobRoute.shapes>, "who" | "place" | "params">,
): Promise<void> {
  const { name, askedBy } = await readJob(world, params.job);
  const permission = kinds.find((one) => one.name === name)?.permission ?? inWorkspace("admin", "manage");
  const isOwn = askedBy === who.id && (!who.scopes || who.scopes.has(permission.scope));
  if (isOwn || judge(who, permission, place) === "allowed") return;
  throw new Failure(
    "forbidden",
    `This was asked for by somebody else; to cancel it one needs the role "${permission.least}".`,
    {
      field: "job",
      least: permission.least,
      scope: permission.scope,
    },
  );
}
