import { sql } from "kysely";
import type { Id } from "#ids";
import { deleteInPortions } from "#platform/database";
import type { World } from "#world";
import type { CollectTables } from "./tables.ts";

type Seen = Pick<World<CollectTables>, "db">;

/** A project that was removed, and since when. */
export interface Removed {
  readonly id: Id<"project">;
  readonly since: Date;
}

/** Projects that were removed and have rows left, those that were removed first coming first. */
export async function removedProjects(world: Seen): Promise<Removed[]> {
  const rows = await world.db
    .selectFrom("project")
    .select(["id", "removed_at"])
    .where("removed_at", "is not", null)
    .orderBy("removed_at")
    .limit(100)
    .execute();
  return rows.flatMap((row) => (row.removed_at ? { id: row.id, since: row.removed_at } : []));
}

/** Deletes what collecting has of a removed project: its imports, and the items of a dataset that no other project asks about. */
export async function sweepCollected(world: Seen, project: Id<"project">): Promise<void> {
  const dataset = await ownDataset(world, project);
  await deleteInPortions(world.db, "import", sql`project = ${project}`);
  if (!dataset) return;
  await deleteInPortions(world.db, "item", sql`dataset = ${dataset}`);
  await deleteInPortions(world.db, "import", sql`dataset = ${dataset}`);
}

/** Deletes the row of a removed project, with all that hangs on it, and its dataset. */
export async function forgetProject(world: Seen, project: Id<"project">): Promise<void> {
  const dataset = await ownDataset(world, project);
  await world.db.deleteFrom("project").where("id", "=", project).where("removed_at", "is not", null).execute();
  if (dataset) await world.db.deleteFrom("dataset").where("id", "=", dataset).execute();
}

/** The dataset of a removed project, when no other project asks about it. */
async function ownDataset(world: Seen, project: Id<"project">): Promise<Id<"dataset"> | undefined> {
  const found = await world.db
    .selectFrom("project")
    .select("dataset")
    .where("id", "=", project)
    .where("removed_at", "is not", null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("project as other")
            .select("other.id")
            .whereRef("other.dataset", "=", "project.dataset")
            .whereRef("other.id", "!=", "project.id"),
        ),
      ),
    )
    .executeTakeFirst();
  return found?.dataset;
}
