import type { Id } from "#ids";
import type { World } from "#world";
import type { TrainTables } from "./tables.ts";

/** Deletes what training has of a removed project beside its runs, which go with the project. */
export async function sweepTraining(world: Pick<World<TrainTables>, "db">, project: Id<"project">): Promise<void> {
  await world.db.deleteFrom("live_holder").where("project", "=", project).execute();
}
