import fc from "fast-check";
import { expect, test } from "vitest";
import { confusionMatrix } from "./classification.ts";
import { wilsonInterval } from "./interval.ts";
import { errorCounts, meanAbsoluteError } from "./mean-absolute-error.ts";
import { seededRandom } from "./seeded-random.ts";

test("of five items that are 0, 0, 1, 1 and 3 levels away the mean is 1, and the counts are 2, 2, 0, 1", () => {
  const matrix = confusionMatrix({ truth: [0, 3, 1, 2, 0], given: [0, 3, 2, 1, 3], classes: 4 });
  expect([...errorCounts(matrix)]).toEqual([2, 2, 0, 1]);
  const { value, low, high } = meanAbsoluteError(errorCounts(matrix));
  expect(value).toBe(1);
  // Mean 1 of at most 3, variance 6/5: the design effect is (6 + 2) / (5 * 1 * 2 + 2) = 2/3, so they tell as 7.5 items do.
  const wilson = (z: number) => (1 / 3 + (z * z) / 15) / (1 + (z * z) / 7.5);
  expect((low + high) / 2).toBeCloseTo(3 * wilson(1.959964), 5);
});

test("it is the mean of the distances, within its interval, within the scale", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 10 }), (counts) => {
      const items = counts.reduce((sum, count) => sum + count, 0);
      const { value, low, high } = meanAbsoluteError(counts);
      if (items === 0) return Number.isNaN(value) && low === 0 && high === counts.length - 1;
      const mean = counts.reduce((sum, count, distance) => sum + count * distance, 0) / items;
      return (
        Math.abs(value - mean) < 1e-9 && low <= value && value <= high && low >= 0 && high <= counts.length - 1 + 1e-9
      );
    }),
  );
});

test("of two levels it is the share of mistakes, with its interval", () => {
  const { low, high } = meanAbsoluteError([17, 3]);
  const wilson = wilsonInterval(3, 20);
  expect([low, high]).toEqual([expect.closeTo(wilson.low, 12), expect.closeTo(wilson.high, 12)]);
});

test("no mistake among twenty leaves a doubt, which does not grow with the levels that nobody was away", () => {
  const { low, high } = meanAbsoluteError([20, 0, 0, 0, 0]);
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(0.15);
  expect(high).toBeLessThan(1);
});

test("its interval holds the truth about as often as it says, from twenty items on, however good or bad the answers are", () => {
  const random = seededRandom(7);
  const runs = 3000;
  const shapes = [
    [0.5, 0.3, 0.15, 0.04, 0.01],
    [0.7, 0.25, 0.05, 0, 0],
    [0.95, 0.04, 0.01, 0, 0],
    [0.98, 0.015, 0.005, 0, 0],
    [0.3, 0.25, 0.2, 0.15, 0.1],
    [0.9, 0, 0, 0, 0.1],
    [0.4, 0.6, 0, 0, 0],
    [0.35, 0.25, 0.15, 0.1, 0.05, 0.04, 0.03, 0.01, 0.01, 0.01],
  ];
  for (const items of [20, 50, 200])
    for (const shape of shapes) {
      const truth = shape.reduce((sum, share, distance) => sum + share * distance, 0);
      let held = 0;
      for (let run = 0; run < runs; run++) {
        const counts = new Float64Array(shape.length);
        for (let item = 0; item < items; item++) counts[drawn(shape, random())]!++;
        const { low, high } = meanAbsoluteError(counts);
        if (low <= truth && truth <= high) held++;
      }
      expect(held / runs, `${items} items, ${shape}`).toBeGreaterThan(0.92);
      expect(held / runs, `${items} items, ${shape}`).toBeLessThan(0.99);
    }
});

function drawn(shape: readonly number[], thrown: number): number {
  let left = thrown;
  for (const [distance, share] of shape.entries()) {
    if (left < share) return distance;
    left -= share;
  }
  return shape.length - 1;
}
