import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { World } from "#world";
import { forgetBlob } from "./forget-blob.ts";
import { lockOfImports } from "./import-items.ts";
import type { Source } from "./read-source.ts";
import type { CollectTables } from "./tables.ts";

/**
 * Deletes the imports of a removed project with their files, once none of them runs; those that come later find themselves
 * deleted. Comes before anything else of it is swept.
 */
export async function sweepImports(
  world: Pick<World<CollectTables>, "db" | "blobs">,
  project: Id<"project">,
): Promise<void> {
  const removed = await readRemoved(world, project);
  if (!removed) return;
  await transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfImports(removed.dataset));
    const rows = await db
      .deleteFrom("import")
      .where("project", "=", project)
      .returning(["workspace", "source", "rejects_blob"])
      .execute();
    for (const { workspace, source, rejects_blob } of rows) {
      await forgetBlob({ ...world, db }, source as Source);
      if (rejects_blob !== null) await forgetBlob({ ...world, db }, { workspace, hash: rejects_blob });
    }
  });
}

/** Deletes the rows of a removed project that collecting owns: its items, its imports, its dataset, itself. */
export async function sweepProject(world: Pick<World<CollectTables>, "db">, project: Id<"project">): Promise<void> {
  const found = await readRemoved(world, project);
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

const readRemoved = (world: Pick<World<CollectTables>, "db">, project: Id<"project">) =>
  world.db
    .selectFrom("project")
    .select("dataset")
    .where("id", "=", project)
    .where("removed_at", "is not", null)
    .executeTakeFirst();
