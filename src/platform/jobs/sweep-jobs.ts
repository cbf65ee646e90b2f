import type { Id } from "#ids";
import type { World } from "#world";
import type { JobTables } from "./tables.ts";

type Seen = Pick<World<JobTables>, "db">;

/** Whether a project has jobs that have not ended. */
export async function hasOpenJobs(world: Seen, project: Id<"project">): Promise<boolean> {
  const open = await world.db
    .selectFrom("job")
    .select("id")
    .where("project", "=", project)
    .where("state", "in", ["queued", "running"])
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

/** Deletes the jobs of a removed project with their logs. */
export async function sweepJobs(world: Seen, project: Id<"project">): Promise<void> {
  await world.db.deleteFrom("job").where("project", "=", project).execute();
}
