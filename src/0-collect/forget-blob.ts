import { sql } from "kysely";
import { lockInTransaction, transaction } from "#platform/database";
import type { World } from "#world";
import type { Source } from "./read-source.ts";
import type { CollectTables } from "./tables.ts";

/** Removes a file that an import was made from, or that its rejects are in, unless another one still needs the same bytes. */
export async function forgetBlob(
  world: Pick<World<CollectTables>, "db" | "blobs">,
  source: Pick<Source, "workspace" | "hash">,
): Promise<void> {
  await transaction(world.db, async (db) => {
    await lockInTransaction(db, lockOfBlob(source));
    const needed = await db
      .selectFrom("import")
      .select("id")
      .where("workspace", "=", source.workspace)
      .where((eb) =>
        eb.or([
          eb.and([eb("state", "in", ["waiting", "running"]), eb(sql`source ->> 'hash'`, "=", source.hash)]),
          eb("rejects_blob", "=", source.hash),
        ]),
      )
      .limit(1)
      .executeTakeFirst();
    if (!needed) await world.blobs.remove(source.workspace, source.hash);
  });
}

/** The lock under which a file is removed, or gets a row that keeps it. */
export const lockOfBlob = ({ workspace, hash }: Pick<Source, "workspace" | "hash">): string =>
  `blob ${workspace} ${hash}`;
