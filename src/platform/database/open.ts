import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { prepareMarked } from "./prepare-marked.ts";

// Counts and sums come as bigint; every one of ours is far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);

/** An open pool: Kysely for queries, the pool itself for COPY and LISTEN, `close` for the end. */
export interface OpenDatabase<Tables> {
  readonly db: Kysely<Tables>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * Opens a pool of at most `connections` to PostgreSQL; `Tables` are the row types of everybody who will use it. A statement
 * that waits longer than `lockMilliseconds` for what somebody else holds fails, so that those who wait do not use up the pool.
 */
export function openDatabase<Tables>(given: {
  url: string;
  connections: number;
  name: string;
  lockMilliseconds?: number;
}): OpenDatabase<Tables> {
  const pool = new pg.Pool({
    connectionString: given.url,
    max: given.connections,
    application_name: given.name,
    connectionTimeoutMillis: 10_000,
    ...(given.lockMilliseconds !== undefined && { lock_timeout: given.lockMilliseconds }),
  });
  // An idle connection that the server closes must not end the process; the next query opens another.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    // One that is lent out may be cut off between two queries; its next query says so.
    client.on("error", () => undefined);
    prepareMarked(client);
  });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}
