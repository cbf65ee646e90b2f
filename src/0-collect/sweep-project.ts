import type { Id } from "#ids";
import type { World } from "#world";
import type { CollectTables } from "./tables.ts";

/** Deletes the rows of a removed project that collecting owns: its items, its imports, its dataset, itself. */
export async function sweepProject(world: Pick<World<CollectTables>, "db">, project: Id<"project">): Promise<void> {
  const found = await world.db
    .selectFrom("project")
    .select("dataset")
    .where("id", "=", project)
    .where("removed_at", "is not", null)
    .executeTakeFirst();
  if (!found) return;
  const other = await world.db
    .selectFrom("project")
    .select("id")
    .where("dataset", "=", found.dataset)
    .where("id", "!=", project)
    .limit(1)
    .executeTakeFirst();
  if (!other) {
    await world.db.deleteFrom("item").where("dataset", "=", found.dataset).execute();
    await world.db.deleteFrom("import").where("dataset", "=", found.dataset).execute();
  }
  await world.db.deleteFrom("project").where("id", "=", project).execute();
  if (!other) await world.db.deleteFrom("dataset").where("id", "=", found.dataset).execute();
}
