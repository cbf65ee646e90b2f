import { expect, test } from "vitest";
import { vectorsOf } from "../fit/score-texts.ts";
import { collectFeatures } from "./collect-features.ts";

const texts = ["red rose", "red red sun", "blue sun"];
const request = { texts, pool: [], features: "words", mostFeatures: 1000 } as const;

test("a word in one of three texts weighs sqrt(ln(4 / 2) + 1) before the row is scaled to length 1", () => {
  const { weights, rows } = collectFeatures(request);
  // 4 words, then pairs: start red, red rose, rose end, red red, red sun, sun end, start blue, blue sun
  expect(weights.vocabulary.size).toBe(12);
  const rose = weights.idf[rows.ids[1]!]!;
  expect(rose).toBeCloseTo(Math.sqrt(Math.log(4 / 2) + 1), 6);
  expect(weights.rarestIdf).toBe(rose);
  const common = Math.sqrt(Math.log(4 / 3) + 1); // red, and start red, occur in two texts
  const length = Math.sqrt(2 * common ** 2 + 3 * rose ** 2);
  expect(rows.values[0]).toBeCloseTo(common / length, 6);
  expect(rows.values[1]).toBeCloseTo(rose / length, 6);
});

test("words and characters weigh the same in a row, whose length is 1", () => {
  const { rows, wordEntries } = collectFeatures({ ...request, features: "all" });
  for (let r = 0; r < rows.rows; r++) {
    const values = rows.values.subarray(rows.starts[r], rows.starts[r + 1]);
    const squares = (from: number, to: number) => values.subarray(from, to).reduce((sum, v) => sum + v * v, 0);
    expect(squares(0, wordEntries[r]!)).toBeCloseTo(0.5, 5);
    expect(squares(wordEntries[r]!, values.length)).toBeCloseTo(0.5, 5);
  }
});

test("a text weighs the same later as in training", () => {
  const { weights, rows } = collectFeatures({ ...request, features: "all" });
  const again = vectorsOf(weights, texts);
  expect(again.ids.subarray(0, again.starts[3])).toEqual(rows.ids.subarray(0, rows.starts[3]));
  expect(again.values.subarray(0, again.starts[3])).toEqual(rows.values.subarray(0, rows.starts[3]));
});

test("above the bound the features of the fewest texts are left out", () => {
  const { weights, rows, wordEntries } = collectFeatures({ ...request, mostFeatures: 11 });
  expect(weights.vocabulary.size).toBe(4); // red, sun, start red, sun end
  expect(Array.from(wordEntries)).toEqual([2, 4, 2]);
  expect(rows.starts[3]).toBe(8);
  expect(() => collectFeatures({ ...request, mostFeatures: 3 })).toThrow("too many labels");
});
