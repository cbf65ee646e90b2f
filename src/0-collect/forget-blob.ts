import { sql } from "kysely";
import type { World } from "#world";
import type { Source } from "./read-source.ts";
import type { CollectTables } from "./tables.ts";

/** Removes the bytes of an import unless another one still waits for the same bytes. */
export async function forgetBlob(
  world: Pick<World<CollectTables>, "db" | "blobs">,
  source: Pick<Source, "workspace" | "hash">,
): Promise<void> {
  const needed = await world.db
    .selectFrom("import")
    .select("id")
    .where("workspace", "=", source.workspace)
    .where("state", "in", ["waiting", "running"])
    .where(sql`source ->> 'hash'`, "=", source.hash)
    .limit(1)
    .executeTakeFirst();
  if (!needed) await world.blobs.remove(source.workspace, source.hash);
}
