import { expect, test } from "vitest";
import { testDatabase } from "#tests/database";
import { openDatabase } from "./open.ts";
import { isPassing, passingSentence } from "./passing.ts";

test("whoever waits too long for what somebody else holds is told so, and may try again", async () => {
  const own = await testDatabase();
  const database = openDatabase<never>({ url: own.url, connections: 2, name: "test", lockMilliseconds: 100 });
  const [holder, waiter] = [await database.pool.connect(), await database.pool.connect()];
  await holder.query("begin; lock table project in exclusive mode");
  const thrown = await waiter.query("update project set name = 'x'").catch((error: unknown) => error);
  expect(isPassing(thrown)).toBe(true);
  expect(passingSentence(thrown)).toContain("try again");
  await holder.query("rollback");
  expect(await waiter.query("update project set name = 'x'")).toBeDefined();
  holder.release();
  waiter.release();
  await database.close();
  await own.drop();
});
