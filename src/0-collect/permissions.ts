import { type Id, isId } from "#ids";
import type { Place } from "#platform/access";
import type { Database } from "#world";
import type { CollectTables } from "./tables.ts";

/** Where a project lives, by its id or its name; nothing when it is not in this workspace. */
export async function locateProject(
  db: Database<CollectTables>,
  workspace: Id<"workspace">,
  name: string,
): Promise<Place | undefined> {
  let query = db
    .selectFrom("project")
    .select(["id", "workspace"])
    .where("workspace", "=", workspace)
    .where("removed_at", "is", null);
  query = isId("project", name)
    ? query.where((eb) => eb.or([eb("id", "=", name), eb("name", "=", name)]))
    : query.where("name", "=", name);
  const row = await query.limit(1).executeTakeFirst();
  return row && { workspace: row.workspace, project: row.id };
}
