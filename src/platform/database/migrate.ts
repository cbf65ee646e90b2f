import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { Failure } from "#failure";
import type { Log } from "#world";

const folder = new URL("../../../migrations/", import.meta.url);

/** What `migrate` did: the migrations that ran, and how many there are. */
export interface Migrated {
  readonly applied: readonly string[];
  readonly known: number;
}

/**
 * Brings a database to the newest version: runs each numbered file of `migrations/` that has not run, one transaction
 * each, under a lock. A database of a newer version is refused. `beforeUpgrade` runs once, before the first change to a
 * database that already holds data (a copy is kept there).
 */
export async function migrate(given: {
  url: string;
  log?: Pick<Log, "info">;
  beforeUpgrade?: () => Promise<void>;
}): Promise<Migrated> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  const client = new pg.Client({ connectionString: given.url });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7165102)");
    await client.query(
      "create table if not exists migration (name text primary key, at timestamptz not null default now())",
    );
    const done = new Set(
      (await client.query<{ name: string }>("select name from migration")).rows.map((row) => row.name),
    );
    refuseNewer(done, files);
    const due = files.filter((name) => !done.has(name));
    if (due.length > 0 && done.size > 0) await given.beforeUpgrade?.();
    for (const name of due) {
      await apply(client, name);
      given.log?.info({ migration: name }, "Migrated the database.");
    }
    return { applied: due, known: files.length };
  } finally {
    await client.end();
  }
}

/** How many migrations a database still needs, without changing it; 0 when it is up to date. */
export async function pendingMigrations(url: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const exists = await client.query("select to_regclass('migration') as name");
    if (exists.rows[0]?.name === null) return files.length;
    const done = new Set(
      (await client.query<{ name: string }>("select name from migration")).rows.map((row) => row.name),
    );
    refuseNewer(done, files);
    return files.filter((name) => !done.has(name)).length;
  } finally {
    await client.end();
  }
}

function refuseNewer(done: ReadonlySet<string>, files: readonly string[]): void {
  const unknown = [...done].filter((name) => !files.includes(name)).sort();
  if (unknown.length === 0) return;
  throw new Failure(
    "conflict",
    `This data was written by a newer version of Handloom (it has ${unknown.at(-1)}). Start it with that version, or use another HANDLOOM_DATA.`,
  );
}

async function apply(client: pg.Client, name: string): Promise<void> {
  await client.query("begin");
  try {
    await client.query(await readFile(new URL(name, folder), "utf8"));
    await client.query("insert into migration (name) values ($1)", [name]);
    await client.query("commit");
  } catch (thrown) {
    await client.query("rollback");
    throw thrown;
  }
}
