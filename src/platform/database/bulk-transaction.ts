import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { CopyRows, Database } from "#world";
import { openCopies } from "./copy.ts";

/**
 * Runs one transaction on a connection of its own, in which rows may be copied in bulk beside ordinary statements. Throws what
 * the work threw; a connection on which even the rollback failed is not lent again.
 */
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
  let failure: { readonly thrown: unknown } | undefined;
  let rollback: { readonly thrown: unknown } | undefined;
  try {
    return await db.transaction().execute(async (open) => {
      try {
        const result = await work(open as unknown as Database<Tables>, copies.copy);
        await copies.settle();
        return result;
      } catch (thrown) {
        failure = { thrown };
        await copies.giveUp();
        throw thrown;
      }
    });
  } catch (thrown) {
    // On a lost connection the rollback fails too; what it throws hides why the work failed.
    if (thrown !== failure?.thrown) rollback = { thrown };
    throw failure ? failure.thrown : thrown;
  } finally {
    client.release(rollback !== undefined);
  }
}
