import { type Expression, type QueryExecutorProvider, type RawBuilder, sql, type Transaction } from "kysely";
import type { Database } from "#world";

/** Runs `work` in one transaction: in the one that `db` already is, or in a new one. */
export function transaction<Tables, Result>(
  db: Database<Tables>,
  work: (db: Database<Tables>) => Promise<Result>,
): Promise<Result> {
  if (db.isTransaction) return work(db);
  return db.transaction().execute((open: Transaction<Tables>) => work(open as unknown as Database<Tables>));
}

/** Runs `work` with one view of the database: all that it reads is as it was at its first question, whatever others commit meanwhile. */
export function oneView<Tables, Result>(
  db: Database<Tables>,
  work: (db: Database<Tables>) => Promise<Result>,
): Promise<Result> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((open: Transaction<Tables>) => work(open as unknown as Database<Tables>));
}

/** A value for a jsonb column; without it, arrays would become PostgreSQL arrays. */
export const json = <Value>(value: Value): RawBuilder<Value> => sql<Value>`${JSON.stringify(value)}::jsonb`;

/**
 * The values of a sub-query, asked once, as the right side of `=`. One that locks rows up to a limit must be asked so: joined
 * instead, PostgreSQL may ask it again for every row of the other side, and lock more.
 */
export const anyOf = <Value>(rows: Expression<Record<string, Value>>): RawBuilder<Value> =>
  sql<Value>`any(array(${rows}))`;

/** Takes a lock by name until the transaction ends, so that two of a kind do not run at once. */
export async function lockInTransaction(db: QueryExecutorProvider, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db);
}
