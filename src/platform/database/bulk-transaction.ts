import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { CopyRows, Database } from "#world";
import { openCopies } from "./copy.ts";

/** Runs one transaction on a connection of its own, in which rows may be copied in bulk beside ordinary statements. */
export async function bulkTransaction<Tables, Result>(
  pool: pg.Pool,
  work: (db: Database<Tables>, copy: CopyRows) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const copies = openCopies(client);
  const query = async (...given: Parameters<pg.ClientBase["query"]>) => {
    await copies.settle();
    return client.query(...given);
  };
  const lent = { query, release: () => undefined } as unknown as pg.PoolClient;
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => undefined } }),
  });
  try {
    return await db.transaction().execute(async (open) => {
      try {
        const result = await work(open as unknown as Database<Tables>, copies.copy);
        await copies.settle();
        return result;
      } catch (thrown) {
        await copies.giveUp();
        throw thrown;
      }
    });
  } finally {
    client.release();
  }
}
