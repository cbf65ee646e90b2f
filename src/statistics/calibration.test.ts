import { expect, test } from "vitest";
import { expectedCalibrationError, reliabilityTable } from "./calibration.ts";
import { seededRandom } from "./seeded-random.ts";

test("the error of four answers is as computed by hand", () => {
  // .95 and .95 in one bin, one right: |.5 - .95|; .5 right and .5 wrong in another: 0; mean over 4 items .225
  const { value } = expectedCalibrationError({ confidence: [0.95, 0.95, 0.5, 0.5], right: [1, 0, 1, 0] });
  expect(value).toBeCloseTo(0.225);
});

test("a confidence on the edge of two bins belongs to the lower, 0 to the first", () => {
  const table = reliabilityTable({ confidence: [0, 0.2, 1], right: [0, 1, 1] }, 5);
  expect(table.map((bin) => bin.items)).toEqual([2, 0, 0, 0, 1]);
  expect(table[0]).toMatchObject({ from: 0, to: 0.2, confidence: 0.1, accuracy: 0.5 });
});

test("for an honest model the interval reaches almost to 0, for an overconfident one it does not", () => {
  const random = seededRandom(4);
  const confidence = Array.from({ length: 2000 }, () => 0.5 + random() / 2);
  const honest = confidence.map((p) => (random() < p ? 1 : 0));
  const boasting = confidence.map((p) => (random() < p - 0.15 ? 1 : 0));
  expect(expectedCalibrationError({ confidence, right: honest }).low).toBeLessThan(0.012);
  const { low, value, high } = expectedCalibrationError({ confidence, right: boasting });
  expect(low).toBeGreaterThan(0.11);
  expect(value).toBeGreaterThan(low);
  expect(high).toBeLessThan(0.2);
});

test("the interval of the calibration error does not collapse where there is nothing to resample", () => {
  for (const n of [1, 2, 8, 40]) {
    const { value, low, high } = expectedCalibrationError({
      confidence: new Float64Array(n).fill(0.9),
      right: new Uint8Array(n).fill(1),
    });
    expect(value).toBeCloseTo(0.1);
    expect(high - low).toBeGreaterThan(n > 10 ? 0.1 : 0.3);
  }
});
