import { markProjectRemoved } from "#collect";
import { removeEndpointsOf, untilUnserved } from "#deploy";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import { cancelJobsOf, type JobTables } from "#platform/jobs";
import { type PeopleTables, record, type Who } from "#platform/people";
import type { World } from "#world";
import type { LoopTables } from "./read-steps.ts";

/**
 * Removes a project at once for everybody: its name and those of its endpoints are free, its jobs are cancelled, and no
 * server answers for it any more. What it left is deleted in the background, from the mark on the project.
 */
export async function deleteProject(
  world: Pick<World<LoopTables & JobTables & EventTables & PeopleTables>, "db" | "clock">,
  given: { project: Id<"project">; who: Who; address: string | undefined },
): Promise<void> {
  const { workspace, id: actor } = given.who;
  const endpoints = await transaction(world.db, async (db) => {
    const { name } = await db
      .selectFrom("project")
      .select("name")
      .where("id", "=", given.project)
      .executeTakeFirstOrThrow();
    await markProjectRemoved({ ...world, db }, given.project);
    await cancelJobsOf({ ...world, db }, given.project);
    const about = { workspace, project: given.project };
    const act = { actor, act: "project.deleted", object: given.project, facts: { name }, address: given.address };
    await record({ db }, { ...about, ...act });
    await announce({ db }, { kind: "project.deleted", ...about });
    return removeEndpointsOf({ ...world, db }, about);
  });
  await untilUnserved(world, endpoints);
}
