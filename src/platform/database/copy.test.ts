import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testWorld } from "#tests/world";
import type { CopyRow } from "#world";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
  await sql`create table copied (id integer primary key, text text)`.execute(opened.world.db);
});
afterAll(() => opened.close());

const copied = async () =>
  (await sql<{ id: number; text: string | null }>`select id, text from copied order by id`.execute(opened.world.db))
    .rows;

const columns = ["id", "text"];

test("every text comes back as it was sent, NUL as U+FFFD", async () => {
  const texts = ["", null, "\\N", "\\.", "a\tb\nc\rd\\e", "ü€😀", "\u0000", "x".repeat(200_000), "\r\n", "'\"$"];
  await opened.world.bulk(async (_, copy) => {
    await copy(
      "copied",
      columns,
      texts.map((text, id) => [id, text]),
    );
  });
  expect((await copied()).map((row) => row.text)).toEqual(texts.map((text) => (text === "\u0000" ? "\ufffd" : text)));
});

test("many copies come in order, and what is asked between them sees them", async () => {
  await opened.world.bulk(async (db, copy) => {
    await sql`delete from copied`.execute(db);
    for (let at = 0; at < 20; at++) {
      await copy("copied", columns, some(at * 1000, 1000));
      if (at % 7 !== 0) continue;
      const { rows } = await sql<{ count: number }>`select count(*)::integer as count from copied`.execute(db);
      expect(rows[0]?.count).toBe((at + 1) * 1000);
    }
  });
  expect((await copied()).length).toBe(20_000);
});

function* some(from: number, count: number): Generator<CopyRow> {
  for (let k = from; k < from + count; k++) yield [k, `row ${k}`];
}

test("a copy that fails is told at the next step, nothing of the transaction stays, and the connection serves on", async () => {
  await sql`delete from copied`.execute(opened.world.db);
  const failing = (after: (ask: () => Promise<unknown>, copy: () => Promise<void>) => Promise<unknown>) =>
    opened.world.bulk(async (db, copy) => {
      await copy("copied", columns, some(0, 3000));
      await copy("copied", columns, some(2990, 3000));
      await copy("copied", columns, some(9000, 10));
      await after(
        () => sql`select 1`.execute(db),
        () => copy("copied", columns, some(20_000, 10)),
      );
    });
  const duplicate = { constraint: "copied_pkey" };
  await expect(failing(async () => undefined)).rejects.toMatchObject(duplicate);
  await expect(failing((ask) => ask())).rejects.toMatchObject(duplicate);
  await expect(failing(async (_, copy) => [await copy(), await copy(), await copy()])).rejects.toMatchObject(duplicate);
  await expect(failing(() => Promise.reject(new Error("given up")))).rejects.toThrow("given up");
  expect(await copied()).toEqual([]);
  await Promise.all(
    Array.from({ length: 8 }, (_, at) => opened.world.bulk((_, copy) => copy("copied", columns, some(at * 100, 100)))),
  );
  expect((await copied()).length).toBe(800);
});

test("a copy into a table that is missing is a failure like any other", async () => {
  await expect(opened.world.bulk((_, copy) => copy("missing", columns, some(0, 9000)))).rejects.toThrow(/missing/);
  await opened.world.bulk(async (db) => sql`select 1`.execute(db));
});
