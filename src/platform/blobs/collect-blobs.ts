import { sql } from "kysely";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { Database, World } from "#world";
import { lockOfBlob } from "./keep-file.ts";
import type { FileTables } from "./tables.ts";

const atOnce = 100;
const orphanMilliseconds = 86_400_000;

type Seen = Pick<World<FileTables>, "db" | "blobs">;

/** Removes the bytes of blobs that lost their last row; gives how many blobs were removed. */
export async function collectBlobs(world: Seen): Promise<number> {
  let removed = 0;
  for (;;) {
    const seen = await transaction(world.db, async (db) => {
      const { rows } = await sql<{ workspace: Id<"workspace">; blob: string }>`
        delete from loose_blob where number = any(array(
          select number from loose_blob order by number limit ${atOnce} for update skip locked
        )) returning workspace, blob`.execute(db);
      // In one order, so that two who collect do not wait for each other.
      const loose = new Map(rows.map((row) => [`${row.workspace} ${row.blob}`, row]));
      for (const [, row] of [...loose].sort(([one], [other]) => (one < other ? -1 : 1)))
        removed += await removeUnkept(world, db, row);
      return rows.length;
    });
    if (seen < atOnce) return removed;
  }
}

/** Removes bytes that are a day old and that nobody keeps: what a kill between the bytes and their row left. */
export async function collectOrphans(world: Seen & Pick<World<FileTables>, "clock">): Promise<number> {
  const youngest = world.clock.now().getTime() - orphanMilliseconds;
  let removed = 0;
  for await (const { workspace, hash, at } of world.blobs.list()) {
    if (at.getTime() > youngest) continue;
    const kept = await world.db
      .selectFrom("file")
      .select("owner")
      .where("workspace", "=", workspace)
      .where("blob", "=", hash)
      .limit(1)
      .executeTakeFirst();
    if (!kept) removed += await transaction(world.db, (db) => removeUnkept(world, db, { workspace, blob: hash }));
  }
  return removed;
}

async function removeUnkept(
  world: Pick<Seen, "blobs">,
  db: Database<FileTables>,
  { workspace, blob }: { workspace: Id<"workspace">; blob: string },
): Promise<number> {
  await lockInTransaction(db, lockOfBlob(workspace, blob));
  const kept = await db
    .selectFrom("file")
    .select("owner")
    .where("workspace", "=", workspace)
    .where("blob", "=", blob)
    .limit(1)
    .executeTakeFirst();
  if (kept) return 0;
  await world.blobs.remove(workspace, blob);
  return 1;
}
