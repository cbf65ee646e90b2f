import type { Id } from "#ids";
import type { World } from "#world";
import type { PeopleTables } from "./tables.ts";

/** Ends the roles in a removed project, and the invitations to it. What was done there stays in the audit. */
export async function sweepRoles(world: Pick<World<PeopleTables>, "db">, project: Id<"project">): Promise<void> {
  await world.db.deleteFrom("member").where("project", "=", project).execute();
  await world.db.deleteFrom("invitation").where("project", "=", project).execute();
}
