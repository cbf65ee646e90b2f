import { join } from "node:path";
import type { Config } from "#config";
import { copyCluster, migrate, pendingMigrations, startPrivateServer } from "#platform/database";
import type { Log } from "#world";

/** The database of an installation. */
export interface Data {
  readonly url: string;
  /** The folder of the private server; undefined where DATABASE_URL names another. */
  readonly folder: string | undefined;
  stop(): Promise<unknown>;
}

/** Opens the database of this installation: the one that DATABASE_URL names, else the private one, started or adopted. */
export async function openData(config: Config, log: Log): Promise<Data> {
  if (config.DATABASE_URL) return { url: config.DATABASE_URL, folder: undefined, stop: async () => undefined };
  const folder = join(config.HANDLOOM_DATA, "postgres");
  const server = await startPrivateServer({ folder, log });
  return { url: server.url, folder, stop: server.stop };
}

/** Opens the database and brings it to this version; data of an older one is copied first, of a newer one refused. */
export async function openCurrentData(config: Config, log: Log): Promise<Data> {
  let data = await openData(config, log);
  try {
    const pending = await pendingMigrations(data.url);
    const isFresh = pending > 0 && (await isEmpty(data.url));
    if (pending === 0) return data;
    if (data.folder === undefined || isFresh) {
      await migrate({ url: data.url, log });
      return data;
    }
    await data.stop();
    const copy = await copyCluster(data.folder, `before-upgrade-${new Date().toISOString().slice(0, 10)}`);
    log.info({ copy }, "Kept a copy of the database before the upgrade.");
    data = await openData(config, log);
    await migrate({ url: data.url, log });
    return data;
  } catch (thrown) {
    await data.stop();
    throw thrown;
  }
}

async function isEmpty(url: string): Promise<boolean> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query("select to_regclass('migration') as name")).rows[0]?.name === null;
  } finally {
    await client.end();
  }
}
