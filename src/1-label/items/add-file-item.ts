import { type AddedFile, addFile, type CollectTables } from "#collect";
import type { Id } from "#ids";
import type { FileTables } from "#platform/blobs";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { World } from "#world";
import type { LabelTables } from "../tables.ts";
import { stockItem } from "../tasks/stock-tasks.ts";

/** Takes a file as an item of a project, which comes to be labelled like any other. */
export async function addFileItem(
  world: Pick<World<CollectTables & LabelTables & FileTables & EventTables>, "db" | "blobs">,
  given: AddedFile,
): Promise<{ item: Id<"item">; added: "now" | "before" }> {
  const { workspace, project } = given;
  const taken = await addFile(world, given);
  // Also of one that was here: whoever sends it again after a cut makes up for what the cut left out.
  await transaction(world.db, (db) => stockItem(db, { project, item: taken.item }));
  if (taken.added === "now")
    await announce(world, { kind: "items.imported", workspace, project, facts: { added: 1, labelled: 0 } });
  return taken;
}
