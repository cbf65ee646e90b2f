import { sql } from "kysely";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { type FileTables, releaseFiles } from "#platform/blobs";
import { lockInTransaction } from "#platform/database";
import type { Database, World } from "#world";
import { lockOfImports } from "./import-items.ts";
import type { CollectTables } from "./tables.ts";

type Seen = Pick<World<CollectTables>, "db">;

/** Deletes items of a dataset, in the transaction that `db` is, while no import reads or adds any; gives those that were there. */
export async function deleteItems(
  db: Database<CollectTables>,
  given: { dataset: Id<"dataset">; items: readonly Id<"item">[] },
): Promise<Id<"item">[]> {
  if (given.items.length === 0) return [];
  await lockInTransaction(db, lockOfImports(given.dataset));
  const rows = await db
    .deleteFrom("item")
    .where("dataset", "=", given.dataset)
    .where("id", "in", [...given.items])
    .returning("id")
    .execute();
  const items = rows.map((row) => row.id);
  await releaseFiles({ db: db as Database<CollectTables & FileTables> }, { owners: items });
  return items;
}

/** An import that is to be taken back: what it brought, and when. */
export interface BroughtBy {
  readonly dataset: Id<"dataset">;
  readonly from: Date;
  readonly to: Date;
}

/** Marks an import as taken back, at most once at a time; a failure where there is nothing to take back. Repeating it goes on. */
export async function startTakingBack(
  world: Seen,
  given: { project: Id<"project">; import: Id<"import"> },
): Promise<BroughtBy> {
  const row = await world.db
    .updateTable("import")
    .set({ state: "taken back" })
    .where("id", "=", given.import)
    .where("project", "=", given.project)
    .where("state", "in", ["done", "taken back"])
    .returning(["dataset", "created_at", "ended_at"])
    .executeTakeFirst();
  if (!row) throw new Failure("conflict", "Only an import that was taken can be taken back.", { field: "import" });
  return { dataset: row.dataset, from: row.created_at, to: row.ended_at ?? row.created_at };
}

/** Items that an import added, after one of them, at most `limit`. Ids begin with the time of their making, so that few others are looked at. */
export async function itemsOfImport(
  world: Seen,
  given: { import: Id<"import">; brought: BroughtBy; after: string; limit: number },
): Promise<Id<"item">[]> {
  const { brought, after, limit } = given;
  const first = `item_${(brought.from.getTime() - 60_000).toString(16).padStart(12, "0")}`;
  const last = `item_${(brought.to.getTime() + 60_000).toString(16).padStart(12, "0")}`;
  const { rows } = await sql<{ id: Id<"item"> }>`
    select id from item where dataset = ${brought.dataset} and id > ${after > first ? after : first} and id < ${last}
      and import = ${given.import} order by id limit ${limit}`.execute(world.db);
  return rows.map((row) => row.id);
}
