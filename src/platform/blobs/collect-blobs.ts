import { sql } from "kysely";
import type { Id } from "#ids";
import { lockInTransaction, transaction } from "#platform/database";
import type { Database, World } from "#world";
import { lockOfBlob } from "./keep-file.ts";
import type { FileTables } from "./tables.ts";

const atOnce = 100;
const listedAtOnce = 500;
const orphanMilliseconds = 86_400_000;

type Seen = Pick<World<FileTables>, "db" | "blobs">;

/** Removes the bytes of blobs that lost their last row; gives how many blobs were removed. */
export async function collectBlobs(world: Seen): Promise<number> {
  let removed = 0;
  for (;;) {
    const seen = await transaction(world.db, async (db) => {
      const { rows } = await sql<Address>`
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

interface Address {
  readonly workspace: Id<"workspace">;
  readonly blob: string;
}

/** Removes bytes that are a day old and that nobody keeps: what a kill between the bytes and their row left. */
export async function collectOrphans(
  world: Seen & Pick<World<FileTables>, "clock">,
  { signal }: { signal: AbortSignal },
): Promise<number> {
  const youngest = world.clock.now().getTime() - orphanMilliseconds;
  let removed = 0;
  let some: Address[] = [];
  const collect = async () => {
    for (const orphan of await unkept(world.db, some))
      removed += await transaction(world.db, (db) => removeUnkept(world, db, orphan));
    some = [];
  };
  for await (const { workspace, hash, at } of world.blobs.list()) {
    if (signal.aborted) return removed;
    if (at.getTime() <= youngest) some.push({ workspace, blob: hash });
    if (some.length >= listedAtOnce) await collect();
  }
  await collect();
  return removed;
}

/** Those of some blobs that nobody keeps. What lies there of workspaces that are not here belongs to another installation. */
async function unkept(db: Database<FileTables>, some: readonly Address[]): Promise<Address[]> {
  if (some.length === 0) return [];
  const { rows } = await sql<Address>`
    select workspace, blob from unnest(${some.map((one) => one.workspace)}::text[], ${some.map((one) => one.blob)}::text[])
      as listed (workspace, blob)
    where not exists (select from file where file.workspace = listed.workspace and file.blob = listed.blob)
      and exists (select from file where file.workspace = listed.workspace)`.execute(db);
  return rows;
}

async function removeUnkept(
  world: Pick<Seen, "blobs">,
  db: Database<FileTables>,
  { workspace, blob }: Address,
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
