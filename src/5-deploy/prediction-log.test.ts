import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#ids";
import { testWorld } from "#tests/world";
import { openPredictionLog } from "./prediction-log.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

const endpoint = newId("endpoint");
const version = newId("version");

const prediction = () => ({
  id: newId("prediction"),
  endpoint,
  version,
  at: new Date(),
  text: "hello",
  label: newId("label"),
  predicted: "a",
  score: 0.9,
  unseen: 0,
  milliseconds: 1,
});

const logged = async () =>
  (await opened.world.db.selectFrom("prediction").select("id").where("endpoint", "=", endpoint).execute()).map(
    (row) => row.id,
  );

test("what was committed although its answer was lost is not logged again, and holds up nothing that came later", async () => {
  const { world } = opened;
  let isLost = true;
  const bulk: typeof world.bulk = async (work) => {
    const result = await world.bulk(work);
    if (isLost) throw new Error("Connection terminated unexpectedly");
    return result;
  };
  const log = openPredictionLog({ ...world, bulk }, { texts: "yes" });
  const first = prediction();
  log.add(first);
  while ((await logged()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  isLost = false;
  const second = prediction();
  log.add(second);
  await log.stop();
  await log.stop();
  expect((await logged()).sort()).toEqual([first.id, second.id].sort());
  expect(log.dropped()).toBe(0);
});

test("what the database does not take waits in 64 MB and is dropped beyond; all that waited is logged when there is room, failures with it", async () => {
  const { world } = opened;
  let isFull = true;
  const bulk: typeof world.bulk = (work) => {
    if (isFull) throw Object.assign(new Error("could not extend file: No space left on device"), { code: "53100" });
    return world.bulk(work);
  };
  const other = newId("endpoint");
  const log = openPredictionLog({ ...world, bulk }, { texts: "yes" });
  const text = "x".repeat(1_000_000);
  for (let k = 0; k < 100; k++) log.add({ ...prediction(), endpoint: other, text });
  log.failed(other, version);
  log.failed(other, newId("version"));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(log.dropped(), "64 MB hold 31 texts of a million characters").toBe(69);
  isFull = false;
  await log.stop();
  const rows = await world.db.selectFrom("prediction").select("id").where("endpoint", "=", other).execute();
  expect(rows).toHaveLength(31);
  const windows = await world.db.selectFrom("traffic").select("sketch").where("endpoint", "=", other).execute();
  const errors = windows.map((row) => (row.sketch as { errors: number }).errors);
  expect(errors.sort()).toEqual([1, 1]);
});

test("what waited through an outage is written in batches, each prediction once, and a failure on the way loses none", async () => {
  const { world } = opened;
  let calls = 0;
  let isAway = true;
  const bulk: typeof world.bulk = (work) => {
    if (isAway || ++calls === 2) throw new Error("Connection terminated unexpectedly");
    return world.bulk(work);
  };
  const other = newId("endpoint");
  const log = openPredictionLog({ ...world, bulk }, { texts: "yes" });
  const rows = Array.from({ length: 10_000 }, (_, at) => ({ ...prediction(), endpoint: other, text: String(at) }));
  for (const row of rows) log.add(row);
  log.failed(other, version);
  await new Promise((resolve) => setTimeout(resolve, 300));
  isAway = false;
  await log.stop();
  const logged = await world.db.selectFrom("prediction").select("id").where("endpoint", "=", other).execute();
  expect(logged.map((row) => row.id).sort()).toEqual(rows.map((row) => row.id).sort());
  const windows = await world.db
    .selectFrom("traffic")
    .select("sketch")
    .where("endpoint", "=", other)
    .orderBy("id")
    .execute();
  const sketches = windows.map((row) => row.sketch as { requests: number; errors: number });
  expect(sketches.map(({ requests, errors }) => [requests - errors, errors])).toEqual([
    [4000, 1],
    [4000, 0],
    [2000, 0],
  ]);
});
