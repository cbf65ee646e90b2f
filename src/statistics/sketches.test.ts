import fc from "fast-check";
import { expect, test } from "vitest";
import { latencyQuantile, latencySketch, mergeLatencySketches } from "./latency-sketch.ts";
import { marginOf } from "./margin.ts";
import * as sketches from "./sketches.ts";

test("sketches of two parts, merged, equal the sketch of the whole, also after a journey through JSON", () => {
  const travel = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
  const milliseconds = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(milliseconds, milliseconds, (a, b) => {
      expect(mergeLatencySketches(travel(latencySketch(a)), latencySketch(b))).toEqual(latencySketch([...a, ...b]));
      const merged = sketches.mergeConfidenceHistograms(
        travel(sketches.confidenceHistogram(a.map((x) => x / 1e6))),
        sketches.confidenceHistogram(b.map((x) => x / 1e6)),
      );
      expect(merged).toEqual(sketches.confidenceHistogram([...a, ...b].map((x) => x / 1e6)));
      const sums = sketches.mergeSums(travel(sketches.sumNumbers(a)), sketches.sumNumbers(b));
      const whole = sketches.sumNumbers([...a, ...b]);
      expect(sums).toMatchObject({ count: whole.count, ...(whole.least === undefined ? {} : { least: whole.least }) });
      expect(sums.sum).toBeCloseTo(whole.sum, 3);
    }),
  );
});

test("a label may have any name", () => {
  const counts = sketches.mergeLabelCounts(
    sketches.countLabels(["__proto__", "a"]),
    sketches.countLabels(["__proto__"]),
  );
  expect(Object.entries(counts)).toEqual([
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

test("mean and deviation come from the sums", () => {
  expect(sketches.momentsOf(sketches.sumNumbers([2, 4, 4, 4, 5, 5, 7, 9]))).toEqual({ mean: 5, deviation: 2 });
});

test("the margin is the largest probability minus the second", () => {
  expect(marginOf([0.2, 0.5, 0.3])).toBeCloseTo(0.2);
  expect(marginOf([0.5, 0.5])).toBe(0);
  expect(marginOf([1])).toBe(1);
});
