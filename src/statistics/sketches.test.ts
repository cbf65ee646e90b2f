import fc from "fast-check";
import { expect, test } from "vitest";
import { latencyQuantile, latencySketch } from "./latency-sketch.ts";
import { marginOf } from "./margin.ts";
import { confidenceHistogram, countLabels } from "./sketches.ts";

test("every confidence is counted in one of the bins, the rim included", () => {
  expect(confidenceHistogram([0, 0.049, 0.05, 1, 2, -1, Number.NaN])).toEqual({
    bins: [4, 1, ...new Array(17).fill(0), 2],
  });
  const total = ({ bins }: { readonly bins: readonly number[] }) => bins.reduce((sum, count) => sum + count, 0);
  fc.assert(fc.property(fc.array(fc.double()), (some) => total(confidenceHistogram(some)) === some.length));
});

test("a label may have any name", () => {
  expect(Object.entries(countLabels(["__proto__", "a", "__proto__"]))).toEqual([
    ["__proto__", 2],
    ["a", 1],
  ]);
});

test("percentiles of durations are right within 2 %", () => {
  const sketch = latencySketch(Array.from({ length: 1001 }, (_, i) => 1 + i));
  for (const p of [0, 0.5, 0.95, 0.99, 1]) {
    expect(Math.abs(latencyQuantile(sketch, p) / (1 + 1000 * p) - 1)).toBeLessThan(0.0201);
  }
  expect(latencyQuantile(latencySketch([]), 0.5)).toBeNaN();
});

test("the margin is the largest probability minus the second", () => {
  expect(marginOf([0.2, 0.5, 0.3])).toBeCloseTo(0.2);
  expect(marginOf([0.5, 0.5])).toBe(0);
  expect(marginOf([1])).toBe(1);
});
