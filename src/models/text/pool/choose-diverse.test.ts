import { expect, test } from "vitest";
import { fitText } from "../fit/fit-text.ts";
import { madeTexts } from "../test-texts.ts";
import { chooseDiverse } from "./choose-diverse.ts";
import { rankPool } from "./rank-pool.ts";

// Four rows of length 1 over three features; rows 0 and 1 are the same text.
const rows = {
  rows: 4,
  starts: Uint32Array.from([0, 1, 2, 3, 5]),
  ids: Int32Array.from([0, 0, 1, 1, 2]),
  values: Float32Array.from([1, 1, 1, 0.6, 0.8]),
};

test("the smallest margin comes first, then what is unlike what was picked, as computed by hand", () => {
  // count 2: ranks 0 ... 3 cost 0, .0625, .125, .1875. After row 0: row 1 -1.0625, row 2 -.125, row 3 -.1875
  expect(chooseDiverse({ rows, margins: [0.1, 0.2, 0.3, 0.4], count: 2 })).toEqual([0, 2]);
  // then row 1 -1.0625 and row 3 -.1875 - .6 = -.7875 (count 3: costs are 2/3 of these)
  expect(chooseDiverse({ rows, margins: [0.1, 0.2, 0.3, 0.4], count: 3 })).toEqual([0, 2, 3]);
});

test("only the 4 B smallest margins are candidates, and no more is chosen than there is", () => {
  expect(chooseDiverse({ rows, margins: [0.4, 0.3, 0.2, 0.1], count: 9 })).toHaveLength(4);
  expect(chooseDiverse({ rows: { ...rows, rows: 0 }, margins: [], count: 3 })).toEqual([]);
});

test("a pool is ranked by the learner as it is now", () => {
  const given = madeTexts({ classes: 3, rows: 60, seed: 1 });
  const trained = fitText({ ...given, classes: 3, seed: 1, calibrate: "none" });
  const pool = [...given.texts.slice(0, 20), "topic0x1 topic1x1", "topic0x1 topic1x1"];
  const ranked = rankPool(trained, pool, 2);
  expect(ranked.chosen[0]).toBe(20);
  expect(ranked.chosen[1]).not.toBe(21);
  expect(Array.from(ranked.best.subarray(0, 20))).toEqual(Array.from(given.labels.subarray(0, 20)));
});
