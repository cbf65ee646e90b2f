import { type Id, newId } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { World } from "#world";
import type { PeopleTables } from "./tables.ts";

/** The workspace of this installation, made on the first start. */
export function firstWorkspace(
  world: Pick<World<PeopleTables>, "db">,
): Promise<{ id: Id<"workspace">; made: "now" | "before" }> {
  return transaction(world.db, async (db) => {
    await lockInTransaction(db, "first workspace");
    const found = await db.selectFrom("workspace").select("id").orderBy("id").limit(1).executeTakeFirst();
    if (found) return { id: found.id, made: "before" as const };
    const id = newId("workspace");
    await db.insertInto("workspace").values({ id, name: "Workspace" }).execute();
    return { id, made: "now" as const };
  });
}
