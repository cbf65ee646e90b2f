import { expect, test } from "vitest";
import { seededRandom } from "#statistics";
import { fitTemperature, softmaxInPlace } from "./temperature.ts";

test("where the score 1 against 0 is right three times in four, T is ln 3", () => {
  const scores = Float32Array.from({ length: 800 }, (_, i) => 1 - (i % 2));
  const labels = Int32Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? 1 : 0));
  expect(fitTemperature({ scores, labels, classes: 2 })).toBeCloseTo(Math.log(3), 3);
});

test("T that made the labels is found again", () => {
  const random = seededRandom(5);
  const scores = Float32Array.from({ length: 30_000 }, () => random() * 2 - 1);
  const labels = Int32Array.from({ length: 10_000 }, (_, row) => {
    const chances = scores.slice(3 * row, 3 * row + 3);
    softmaxInPlace(chances, { at: 0, classes: 3 }, 6);
    const u = random();
    return u < chances[0]! ? 0 : u < chances[0]! + chances[1]! ? 1 : 2;
  });
  expect(Math.abs(fitTemperature({ scores, labels, classes: 3 }) - 6)).toBeLessThan(0.3);
});

test("rows that are all right, or all wrong, leave T within its bounds", () => {
  const scores = Float32Array.from([1, 0, 1, 0]);
  expect(fitTemperature({ scores, labels: Int32Array.from([0, 0]), classes: 2 })).toBeGreaterThan(20);
  expect(fitTemperature({ scores, labels: Int32Array.from([1, 1]), classes: 2 })).toBeLessThan(0.6);
  expect(fitTemperature({ scores, labels: new Int32Array(0), classes: 2 })).toBe(3);
});

test("probabilities of huge scores are numbers", () => {
  const row = Float32Array.from([1e5, -1e5, 1e5]);
  softmaxInPlace(row, { at: 0, classes: 3 }, 30);
  expect(Array.from(row)).toEqual([0.5, 0, 0.5]);
});
