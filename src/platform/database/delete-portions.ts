import { type RawBuilder, sql } from "kysely";
import type { Database } from "#world";

const portion = 20_000;

/** Deletes the rows of a table that fulfil a condition in portions, so that no lock is long; gives how many went. */
export async function deleteInPortions<Tables>(
  db: Database<Tables>,
  table: keyof Tables & string,
  condition: RawBuilder<unknown>,
): Promise<number> {
  for (let deleted = 0; ; ) {
    // A row's place is its own only within its part of a partitioned table.
    const result = await sql`delete from ${sql.table(table)} as gone using (
        select tableoid, ctid from ${sql.table(table)} where ${condition} limit ${portion}
      ) as portion where gone.tableoid = portion.tableoid and gone.ctid = portion.ctid`.execute(db);
    const count = Number(result.numAffectedRows ?? 0n);
    deleted += count;
    if (count < portion) return deleted;
  }
}
