import fc from "fast-check";
import { expect, test } from "vitest";
import { compareClassifiers, mcnemarExact } from "./compare-classifiers.ts";
import { compareErrors } from "./compare-errors.ts";
import { seededRandom } from "./seeded-random.ts";

test("changes of -1, -1 and -2 have the exact p-value 2 of 8 signs", () => {
  const found = compareErrors([
    { change: -1, items: 2 },
    { change: -2, items: 1 },
    { change: 0, items: 7 },
  ]);
  expect(found.pValue).toBeCloseTo(0.25, 12);
  expect(found.difference.value).toBeCloseTo(-0.4, 12);
});

test("where nothing is more than a level off it is McNemar's test, with the interval of the difference of accuracies", () => {
  fc.assert(
    fc.property(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 60 }), (worse, better, same) => {
      const found = compareErrors([
        { change: 1, items: worse },
        { change: -1, items: better },
        { change: 0, items: same },
      ]);
      const items = worse + better + same;
      const { difference } = compareClassifiers({ items, onlyFirstRight: worse, onlySecondRight: better });
      return (
        Math.abs(found.pValue - mcnemarExact(worse, better)) < 1e-9 &&
        Math.abs(Math.max(-1, found.difference.low) + difference.high) < 1e-9 &&
        Math.abs(Math.min(1, found.difference.high) + difference.low) < 1e-9
      );
    }),
  );
});

test("thousands of changes take milliseconds, and agree with the exact test where that ends", () => {
  const near = (items: number) =>
    compareErrors([
      { change: 1, items: items / 2 - 30 },
      { change: -1, items: items / 2 + 30 },
    ]).pValue;
  expect(near(2002)).toBeCloseTo(near(2000), 2);
  const started = performance.now();
  compareErrors([
    { change: 3, items: 900 },
    { change: -2, items: 1100 },
  ]);
  expect(performance.now() - started).toBeLessThan(500);
});

test("the interval holds the true difference about as often as it says, also over few items, and never collapses", () => {
  const random = seededRandom(3);
  const shapes = [
    { shares: [0.05, 0.1, 0.7, 0.1, 0.05], first: -2 },
    { shares: [0.02, 0.05, 0.9, 0.02, 0.01], first: -2 },
    { shares: [0.3, 0.2, 0.4, 0.1], first: -2 },
  ];
  for (const items of [20, 50, 200])
    for (const { shares, first } of shapes) {
      const truth = shares.reduce((sum, share, at) => sum + share * (at + first), 0);
      let held = 0;
      for (let run = 0; run < 2000; run++) {
        const counts = shares.map(() => 0);
        for (let item = 0; item < items; item++) {
          let [left, at] = [random(), 0];
          while (at < shares.length - 1 && left >= shares[at]!) left -= shares[at++]!;
          counts[at]!++;
        }
        const { low, high } = compareErrors(
          counts.map((count, at) => ({ change: at + first, items: count })),
        ).difference;
        expect(high - low).toBeGreaterThan(0);
        if (low <= truth && truth <= high) held++;
      }
      expect(held / 2000, `${items} items, ${shares}`).toBeGreaterThan(0.92);
    }
});
