import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { Database, StartCopy } from "#world";
import { copyRows, type OpenCopy } from "./copy.ts";

/** Runs one transaction on a connection of its own, in which rows may be copied in bulk beside ordinary statements. */
export async function bulkTransaction<Tables, Result>(
  pool: pg.Pool,
  work: (db: Database<Tables>, copy: StartCopy) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const lent = { query: client.query.bind(client), release: () => undefined } as unknown as pg.PoolClient;
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => undefined } }),
  });
  const copies: OpenCopy[] = [];
  const copy: StartCopy = (table, columns) => {
    const made = copyRows(client, table, columns);
    copies.push(made);
    return made;
  };
  try {
    return await db.transaction().execute(async (open) => {
      try {
        return await work(open as unknown as Database<Tables>, copy);
      } catch (thrown) {
        // The rollback that follows would wait for ever behind a COPY that is still open.
        for (const one of copies) await one.abort();
        throw thrown;
      }
    });
  } finally {
    client.release();
  }
}
