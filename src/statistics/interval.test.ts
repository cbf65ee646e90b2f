import { expect, test } from "vitest";
import { normalQuantile, quantileOfSorted, wilsonInterval } from "./interval.ts";

test("the Wilson interval of 8 of 10 is .490 to .943, as computed by hand", () => {
  // z = 1.96: centre (.8 + .19208) / 1.38416 = .71674, half (1.96 / 1.38416) * sqrt(.016 + .009604) = .22658
  const { value, low, high } = wilsonInterval(8, 10);
  expect(value).toBe(0.8);
  expect(low).toBeCloseTo(0.4902, 3);
  expect(high).toBeCloseTo(0.9433, 3);
});

test("no hit gives a lower end of exactly 0, all hits an upper end of exactly 1, and nothing counted the whole range", () => {
  expect(wilsonInterval(0, 50).low).toBe(0);
  expect(wilsonInterval(50, 50).high).toBe(1);
  expect(wilsonInterval(0, 0)).toMatchObject({ value: Number.NaN, low: 0, high: 1 });
});

test("the normal quantile matches printed tables in the middle and in both tails", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 7);
  expect(normalQuantile(0.999)).toBeCloseTo(3.090232306, 7);
});

test("a quantile interpolates between neighbours", () => {
  expect(quantileOfSorted([1, 2, 4], 0.75)).toBe(3);
  expect(quantileOfSorted([], 0.5)).toBeNaN();
});
