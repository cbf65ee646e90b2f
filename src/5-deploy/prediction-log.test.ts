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
