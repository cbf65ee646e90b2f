import { daysAgo } from "#platform/database";
import type { World } from "#world";
import type { PeopleTables } from "./tables.ts";

/** How many days links that were used or are too old are still listed in the database. */
const keptInvitationDays = 90;

/** Deletes sessions that have run out, and links long after they have. */
export async function forgetSessions(world: Pick<World<PeopleTables>, "db" | "clock">): Promise<void> {
  await world.db.deleteFrom("session").where("expiresAt", "<", world.clock.now()).execute();
  await world.db.deleteFrom("invitation").where("expires_at", "<", daysAgo(world.clock, keptInvitationDays)).execute();
}
