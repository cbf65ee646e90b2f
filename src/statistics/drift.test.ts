import { expect, test } from "vitest";
import { type HistogramPair, histogramKolmogorovSmirnov, populationStabilityIndex } from "./drift-distance.ts";
import { meanRiseThreshold, permutationThresholds, smirnovThreshold } from "./drift-threshold.ts";
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
  expect(histogramKolmogorovSmirnov({ reference: [0, 0], current: [2, 1] })).toBe(0);
});

/** Counts of answers drawn from shares. */
function drawn(shares: readonly number[], count: number, random: () => number): Float64Array {
  const counts = new Float64Array(shares.length);
  for (let k = 0; k < count; k++) {
    let left = random();
    let cell = 0;
    while (cell < shares.length - 1 && left >= shares[cell]!) left -= shares[cell++]!;
    counts[cell]!++;
  }
  return counts;
}

const manyRare = Array.from({ length: 60 }, (_, k) => 1 / (k + 1));
const total = manyRare.reduce((sum, one) => sum + one, 0);

test.each([
  ["six labels", [0.4, 0.3, 0.18, 0.1, 0.015, 0.005], [300, 200]],
  ["sixty labels, most of them rare", manyRare.map((one) => one / total), [100, 400]],
] as const)(
  "a stability index past its threshold is as rare as stated where nothing changed: %s",
  (_, shares, sizes) => {
    const random = seededRandom(77);
    let alarms = 0;
    for (let round = 0; round < 600; round++) {
      const pair = { reference: drawn(shares, sizes[0], random), current: drawn(shares, sizes[1], random) };
      const question = { pair, distance: (one: HistogramPair) => populationStabilityIndex(one), resamples: 200 };
      const [threshold = 0] = permutationThresholds({ ...question, rates: [0.05] });
      if (populationStabilityIndex(pair) > threshold) alarms++;
    }
    expect(alarms / 600).toBeGreaterThan(0.02);
    expect(alarms / 600).toBeLessThan(0.08);
  },
);

test("a smaller window gets a wider threshold, a rarer chance as well", () => {
  const of = (current: number[]) =>
    permutationThresholds({
      pair: { reference: [200, 200, 100], current },
      distance: histogramKolmogorovSmirnov,
      rates: [0.05, 0.0001],
    });
  const [small, rare] = of([8, 8, 4]);
  expect(small).toBeGreaterThan(2 * (of([200, 200, 100])[0] ?? 1));
  expect(rare).toBeGreaterThan(small ?? 1);
  expect(of([0, 0, 0])).toEqual([0, 0]);
});

test("Smirnov's threshold is the root of ln(2 / rate) (m + n) / (2 m n)", () => {
  expect(smirnovThreshold([100, 100], 0.05)).toBeCloseTo(Math.sqrt((Math.log(40) * 200) / 20_000), 12);
  expect(smirnovThreshold([100, 0], 0.05)).toBe(1);
});

test("a rise of the mean is past its threshold as rarely as stated, of a very skewed share, too", () => {
  const random = seededRandom(5);
  const shares = [0.9, 0.05, 0.02, 0.02, 0.01];
  const mean = (counts: Float64Array, count: number) =>
    counts.reduce((sum, one, bin) => sum + (one * (bin + 0.5)) / 5, 0) / count;
  let alarms = 0;
  for (let round = 0; round < 4000; round++) {
    const [reference, current] = [drawn(shares, 400, random), drawn(shares, 100, random)];
    if (mean(current, 100) - mean(reference, 400) > meanRiseThreshold({ reference, current }, 0.01)) alarms++;
  }
  expect(alarms / 4000).toBeGreaterThan(0.003);
  expect(alarms / 4000).toBeLessThan(0.015);
});
