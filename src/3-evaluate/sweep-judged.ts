import { sql } from "kysely";
import type { Id } from "#ids";
import { deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { EvaluateTables } from "./tables.ts";

/** Deletes what models answered to each item of a removed project's evaluations, which themselves go with the project. */
export async function sweepJudged(world: Pick<World<EvaluateTables>, "db">, project: Id<"project">): Promise<void> {
  const condition = sql`evaluation = any(array(select id from evaluation where project = ${project}))`;
  await deleteInPortions(world.db, "judged", condition);
}
