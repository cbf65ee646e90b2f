import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "#config";
import { openDatabase } from "#platform/database";
import type { Log } from "#world";
import { openCurrentData } from "./open-data.ts";

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "handloom-data-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("an upgrade that fails leaves a copy of the data as it was, and no database running", async () => {
  const config = readConfig({ HANDLOOM_DATA: folder });
  const first = await openCurrentData(config, log);
  const database = openDatabase<object>({ url: first.url, connections: 1, name: "test" });
  await database.pool.query("delete from migration where name = '0021_authors.sql'");
  await database.close();
  await first.stop();
  // It adds a column that is there.
  await expect(openCurrentData(config, log)).rejects.toThrow("already exists");
  expect(await readdir(join(folder, "postgres", "cluster"))).not.toContain("postmaster.pid");
  expect(await readdir(join(folder, "postgres", "copies"))).toHaveLength(1);
}, 120_000);
