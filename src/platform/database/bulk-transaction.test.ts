import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testWorld } from "#tests/world";
import { isPassing } from "./passing.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

test("a transaction whose connection is cut throws what its work threw, and the connection is not lent again", async () => {
  const { world, pool } = opened;
  const { totalCount } = pool;
  const cut = world.bulk(async (db) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
    const end = sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`;
    await Promise.all([sql`select pg_sleep(10)`.execute(db), end.execute(world.db)]);
  });
  await expect(cut).rejects.toMatchObject({ code: "57P01" });
  const idle = world.bulk(async (db) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
    await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(world.db);
    await sql`select 1`.execute(db);
  });
  expect(isPassing(await idle.catch((thrown) => thrown))).toBe(true);
  expect(pool.totalCount).toBeLessThanOrEqual(Math.max(totalCount, 1));
});

test("what would fail the same way again does not pass", () => {
  expect(isPassing(new Error("timeout exceeded when trying to connect"))).toBe(true);
  expect(isPassing(Object.assign(new Error("duplicate key"), { code: "23505" }))).toBe(false);
  expect(isPassing(new Error("A column is missing."))).toBe(false);
});
