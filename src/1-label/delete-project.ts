import { type CollectTables, markProjectRemoved } from "#collect";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { askJob, cancelJobsOf, type JobTables } from "#platform/jobs";
import { type PeopleTables, record, type Who } from "#platform/people";
import type { World } from "#world";
import { sweepJob } from "./jobs.ts";

/** Removes a project at once for everybody; its jobs are cancelled, and one sweeps its rows. */
export function deleteProject(
  world: Pick<World<CollectTables & JobTables & EventTables & PeopleTables>, "db" | "clock" | "jobs">,
  given: { project: Id<"project">; who: Who; address: string | undefined },
): Promise<{ job: string }> {
  return transaction(world.db, async (db) => {
    const { name } = await db
      .selectFrom("project")
      .select("name")
      .where("id", "=", given.project)
      .executeTakeFirstOrThrow();
    await markProjectRemoved({ ...world, db }, given.project);
    await cancelJobsOf({ ...world, db }, given.project);
    const { workspace, id } = given.who;
    await record(
      { db },
      {
        workspace,
        project: given.project,
        actor: id,
        act: "project.deleted",
        object: given.project,
        facts: { name },
        address: given.address,
      },
    );
    await announce({ db }, { kind: "project.deleted", workspace, project: given.project });
    const job = await askJob({ ...world, db }, sweepJob, {
      input: { project: given.project },
      workspace,
      title: `Delete ${name}`,
      askedBy: id,
    });
    return { job };
  });
}
