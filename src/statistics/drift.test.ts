import { expect, test } from "vitest";
import { cellDrawer } from "./bootstrap.ts";
import { histogramKolmogorovSmirnov, populationStabilityIndex, sampleKolmogorovSmirnov } from "./drift-distance.ts";
import { driftThreshold } from "./drift-threshold.ts";
import { seededRandom } from "./seeded-random.ts";

test("the stability index of 50:50 against 60:40 is .1 ln 1.2 - .1 ln .8, without smoothing", () => {
  const pair = { reference: [50, 50], current: [60, 40] };
  expect(populationStabilityIndex(pair, 0)).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 12);
});

test("smoothing keeps the index finite where a cell is empty or new", () => {
  expect(Number.isFinite(populationStabilityIndex({ reference: [10, 0], current: [0, 10, 3] }))).toBe(true);
  expect(populationStabilityIndex({ reference: [], current: [] })).toBe(0);
});

test("the Kolmogorov-Smirnov distance is the largest gap of the cumulated shares", () => {
  expect(histogramKolmogorovSmirnov({ reference: [1, 1, 2], current: [2, 1, 1] })).toBeCloseTo(0.25);
  expect(sampleKolmogorovSmirnov([3, 1, 2], [2.5, 3.5, 4])).toBeCloseTo(2 / 3);
  expect(sampleKolmogorovSmirnov([1, 1, 2], [1, 2, 2])).toBeCloseTo(1 / 3);
  expect(sampleKolmogorovSmirnov([], [1])).toBe(0);
});

test.each([populationStabilityIndex, histogramKolmogorovSmirnov])(
  "a threshold at 5 %% false alarms keeps the rate on fresh windows (%o)",
  (distance) => {
    const reference = [400, 300, 200, 100, 50, 5];
    const ask = (pair: Parameters<typeof distance>[0]) => distance(pair);
    const threshold = driftThreshold({ reference, sizes: [1000, 200], distance: ask, falseAlarmRate: 0.05, seed: 1 });
    const random = seededRandom(77);
    const pair = { reference: new Float64Array(6), current: new Float64Array(6) };
    let alarms = 0;
    for (let b = 0; b < 2000; b++) {
      cellDrawer(reference, 1000)(random, pair.reference);
      cellDrawer(reference, 200)(random, pair.current);
      if (ask(pair) > threshold) alarms++;
    }
    expect(alarms / 2000).toBeGreaterThan(0.025);
    expect(alarms / 2000).toBeLessThan(0.08);
  },
);

test("a smaller window gets a wider threshold", () => {
  const ask = { reference: [5, 5, 5], distance: histogramKolmogorovSmirnov };
  expect(driftThreshold({ ...ask, sizes: [500, 20] })).toBeGreaterThan(
    2 * driftThreshold({ ...ask, sizes: [500, 500] }),
  );
});
