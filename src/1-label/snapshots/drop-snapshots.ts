import type { Id } from "#ids";
import { type FileTables, releaseFiles } from "#platform/blobs";
import { transaction } from "#platform/database";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";

/** Deletes snapshots and lets go of their chunks. */
export async function dropSnapshots(
  world: Pick<World<LabelTables & FileTables>, "db">,
  snapshots: readonly Id<"snapshot">[],
): Promise<void> {
  if (snapshots.length === 0) return;
  await transaction(world.db, async (db) => {
    await db.deleteFrom("snapshot").where("id", "in", snapshots).execute();
    await releaseFiles({ db }, { owners: snapshots });
  });
}
