import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { testWorld } from "#tests/world";
import { contentHash } from "./content-hash.ts";
import { parseJson } from "./reading/parse-json.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

test("a context makes another item; one that is empty, or in another order, does not", () => {
  const of = (fields?: Record<string, unknown>) => contentHash("dataset_a", { text: "yes", ...(fields && { fields }) });
  expect(of({ before: "Is it wet?" })).not.toBe(of({ before: "Is it dry?" }));
  expect(of({ before: "Is it wet?" })).not.toBe(of());
  expect(of({ a: "1", b: "2" })).toBe(of({ b: "2", a: 1, c: "", d: null }));
});

test("an older database's items get the hashes of today, whatever people see beside their texts", async () => {
  const { db } = opened.world;
  const fields = [
    "null",
    "{}",
    '{"region": "EU", "date": "2024-01-02"}',
    '{"empty": "", "none": null}',
    '{"number": 5, "real": 1.50, "large": 1460000000000000001, "power": 1.5e3, "small": 25e-4, "minus": -0.5, "true": true}',
    '{"nested": {"bb": [1, "two", null, {"x": "ü\\"\\n"}], "a": {}}, "größe": "ä", "Z": "z", "\ud83d\ude00": "1", "\uffee": "2"}',
  ];
  await sql`alter table import drop column findings`.execute(db);
  const dataset = newId("dataset");
  for (const [at, text] of fields.entries())
    await sql`insert into item (id, dataset, hash, text, fields) values (${newId("item")}, ${dataset},
      ${Buffer.from(contentHash(dataset, { text: `text ${at}` }), "hex")}, ${`text ${at}`}, ${text}::jsonb)`.execute(
      db,
    );
  const kept = newId("import");
  const twice = { text: "kept", fields: { a: "b" } };
  await sql`insert into item (id, dataset, hash, text, fields, import, line) values (${newId("item")}, ${dataset},
    ${Buffer.from(contentHash(dataset, { text: "kept" }, `${kept} 7`), "hex")}, 'kept', '{"a": "b"}', ${kept}, 7)`.execute(
    db,
  );
  await sql.raw(await readFile("migrations/0015_context.sql", "utf8")).execute(db);
  const { rows } = await sql<{ hash: string }>`
    select encode(hash, 'hex') as hash from item where dataset = ${dataset} order by id`.execute(db);
  const expected = fields.map((text, at) =>
    contentHash(dataset, { text: `text ${at}`, fields: parseJson(text)?.value as Record<string, unknown> | null }),
  );
  expect(rows.map((row) => row.hash)).toEqual([...expected, contentHash(dataset, twice, `${kept} 7`)]);
});
