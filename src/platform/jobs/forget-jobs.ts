import { sql } from "kysely";
import { idAt } from "#ids";
import { daysAgo, deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { JobTables } from "./tables.ts";

/** How many days after its end a job is kept, and the lines that it wrote. */
const keptJobDays = { lines: 30, jobs: 90 } as const;

/** Deletes jobs that ended long ago, and before that what they wrote; what they made stays. */
export async function forgetJobs(world: Pick<World<JobTables>, "db" | "clock">): Promise<void> {
  const ended = (days: number) => {
    const before = daysAgo(world.clock, days);
    return sql`id < ${idAt("job", before)} and ended_at < ${before}`;
  };
  const lines = sql`job = any(array(select id from job where ${ended(keptJobDays.lines)}))`;
  await deleteInPortions(world.db, "job_line", lines);
  await deleteInPortions(world.db, "job", ended(keptJobDays.jobs));
}
