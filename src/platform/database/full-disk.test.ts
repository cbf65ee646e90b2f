import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { smallDisk } from "#tests/small-disk";
import { processesOf } from "./cluster-processes.ts";
import { passingSentence } from "./passing.ts";
import { startPrivateServer } from "./private-server.ts";

const disk = await smallDisk(256);
afterAll(() => disk.close());

const megabyte = 1024 * 1024;

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

// The log of changes (WAL) cannot grow: PostgreSQL gives up, and does not come up again until there is room.
test.skipIf(disk.missing !== undefined)(
  "a database that ends because its disk is full says so and comes back with room, with all that it acknowledged",
  { timeout: 120_000 },
  async () => {
    const told: string[] = [];
    const log = { info: () => undefined, warn: (facts: object) => void told.push((facts as { error: string }).error) };
    const folder = join(disk.folder, "postgres");
    const server = await startPrivateServer({ folder, log, settings: { shared_buffers: "16MB", wal_recycle: "off" } });
    await ask(server.url, "create table kept (number int, filling text)");
    await mkdir(join(disk.folder, "ballast"));
    let pieces = 0;
    for (; ; pieces++) {
      const written = await writeFile(join(disk.folder, "ballast", `${pieces}`), new Uint8Array(megabyte)).then(
        () => true,
        () => false,
      );
      if (!written) break;
    }
    let acknowledged = 0;
    const isGone = async () => (await processesOf(join(folder, "cluster"))).length === 0;
    // Fills the log of changes, and nothing else.
    const fill = "select pg_logical_emit_message(true, 'filling', repeat('x', 4000000))";
    for (let k = 0; k < 60 && !(await isGone()); k++) {
      const done = await ask(server.url, `insert into kept values (${k}, 'kept')`).catch(() => undefined);
      if (done) acknowledged++;
      await ask(server.url, fill).catch(() => undefined);
    }
    expect(await isGone()).toBe(true);
    await expect.poll(() => told.at(-1), { timeout: 20_000 }).toMatch(/disk (that holds .* )?is full/);
    const gone = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    expect(passingSentence(gone)).toMatch(/^The disk of the database is full.* Make room there/);
    await rm(join(disk.folder, "ballast"), { recursive: true });
    await expect
      .poll(() => ask(server.url, "select count(*)::int as count from kept").catch(() => []), { timeout: 30_000 })
      .toEqual([{ count: expect.any(Number) }]);
    const [found] = await ask(server.url, "select count(*)::int as count from kept");
    expect(found?.count).toBeGreaterThanOrEqual(acknowledged);
    expect(new Set(told).size).toBeLessThan(4);
    expect(passingSentence(gone)).toMatch(/^The database does not answer just now/);
    await ask(server.url, "insert into kept values (-1, 'with room')");
    expect(await server.stop()).toBe("stopped");
  },
);
