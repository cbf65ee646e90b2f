import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { Database, StartCopy } from "#world";
import { copyRows } from "./copy.ts";

/** Runs one transaction on a connection of its own, in which rows may be copied in bulk beside ordinary statements. */
export async function bulkTransaction<Tables, Result>(
  pool: pg.Pool,
  work: (db: Database<Tables>, copy: StartCopy) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const lent = {
    connect: async () => ({ query: client.query.bind(client), release: () => undefined }) as unknown as pg.PoolClient,
    end: async () => undefined,
  };
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: lent }) });
  let broken: Error | undefined;
  try {
    const result = await db
      .transaction()
      .execute((open) =>
        work(open as unknown as Database<Tables>, (table, columns) => copyRows(client, table, columns)),
      );
    return result;
  } catch (thrown) {
    // A COPY that was cut off leaves the connection in the middle of it; it is thrown away rather than handed back.
    broken = thrown instanceof Error ? thrown : new Error(String(thrown));
    throw thrown;
  } finally {
    client.release(broken);
  }
}
