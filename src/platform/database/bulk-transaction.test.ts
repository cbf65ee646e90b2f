import { type QueryExecutorProvider, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testWorld } from "#tests/world";
import { isPassing } from "./passing.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

async function processOf(db: QueryExecutorProvider): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  return rows[0]?.pid ?? 0;
}

const end = (pid: number) => sql`select pg_terminate_backend(${pid}, 5000)`.execute(opened.world.db);

test("a transaction whose connection is cut throws what its work threw, and the connection is not lent again", async () => {
  const { world } = opened;
  let ended = 0;
  const busy = world.bulk(async (db) => {
    ended = await processOf(db);
    await Promise.all([sql`select pg_sleep(10)`.execute(db), end(ended)]);
  });
  await expect(busy).rejects.toMatchObject({ code: "57P01" });
  expect(await world.bulk(processOf)).not.toBe(ended);
  const idle = world.bulk(async (db) => {
    await end(await processOf(db));
    await processOf(db);
  });
  expect(isPassing(await idle.catch((thrown) => thrown))).toBe(true);
  expect(await world.bulk(processOf)).toBeGreaterThan(0);
});

test("what would fail the same way again does not pass", () => {
  expect(isPassing(new Error("timeout exceeded when trying to connect"))).toBe(true);
  expect(isPassing(Object.assign(new Error("duplicate key"), { code: "23505" }))).toBe(false);
  expect(isPassing(new Error("A column is missing."))).toBe(false);
});
