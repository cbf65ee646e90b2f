import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { newId } from "#ids";
import { believeSlow } from "./believe-slow.ts";

function counter(milliseconds: number) {
  let counts = 0;
  return believeSlow(async () => {
    if (milliseconds > 0) await sleep(milliseconds);
    return ++counts;
  });
}

test("a slow count is believed for a while, of each project its own", async () => {
  const count = counter(130);
  const [one, other] = [newId("project"), newId("project")];
  expect(await Promise.all([count({}, one), count({}, one)])).toEqual([1, 1]);
  expect(await count({}, one)).toBe(1);
  expect(await count({}, other)).toBe(2);
});

test("a quick count is made each time, and one that fails is forgotten", async () => {
  const project = newId("project");
  const count = counter(0);
  expect([await count({}, project), await count({}, project)]).toEqual([1, 2]);
  let asked = 0;
  const failing = believeSlow(async () => {
    if (asked++ === 0) throw new Error("lost");
    return "counted";
  });
  await expect(failing({}, project)).rejects.toThrow("lost");
  expect(await failing({}, project)).toBe("counted");
});
