import { expect, test } from "vitest";
import { compareClassifiers, mcnemarExact } from "./compare-classifiers.ts";
import { seededRandom } from "./seeded-random.ts";

test("one discordant pair against seven has the exact p-value 2 * 9 / 256", () => {
  expect(mcnemarExact(1, 7)).toBeCloseTo(18 / 256, 12);
  expect(mcnemarExact(0, 0)).toBe(1);
  expect(mcnemarExact(4, 4)).toBe(1);
});

test("thousands of discordant pairs neither overflow nor vanish", () => {
  expect(mcnemarExact(5000, 5000)).toBe(1);
  expect(mcnemarExact(4900, 5100)).toBeCloseTo(0.0466, 3);
});

test("the difference is second minus first, with a paired interval", () => {
  const found = compareClassifiers({ items: 1000, onlyFirstRight: 20, onlySecondRight: 70 });
  expect(found.difference.value).toBeCloseTo(0.05);
  expect(found.difference.low).toBeCloseTo(0.05 - 0.0184, 2);
  expect(found.pValue).toBeLessThan(0.001);
});

test("the interval of the difference never collapses: not where the two never differ, nor where they always do", () => {
  for (const onlySecondRight of [0, 3]) {
    const { low, high } = compareClassifiers({ items: 3, onlyFirstRight: 0, onlySecondRight }).difference;
    expect(high - low).toBeGreaterThan(0.5);
  }
  expect(compareClassifiers({ items: 20, onlyFirstRight: 0, onlySecondRight: 0 }).difference).toMatchObject({
    value: 0,
    low: expect.closeTo(-0.0873, 2),
  });
});

test("it holds the true difference about as often as it says, also over few items", () => {
  const random = seededRandom(3);
  for (const items of [10, 20, 50, 200])
    for (const [one, other] of [
      [0.05, 0.05],
      [0.1, 0.2],
      [0.02, 0.15],
    ] as const) {
      let held = 0;
      for (let run = 0; run < 2000; run++) {
        let [onlyFirstRight, onlySecondRight] = [0, 0];
        for (let item = 0; item < items; item++) {
          const draw = random();
          if (draw < one) onlyFirstRight++;
          else if (draw < one + other) onlySecondRight++;
        }
        const { low, high } = compareClassifiers({ items, onlyFirstRight, onlySecondRight }).difference;
        if (low <= other - one && other - one <= high) held++;
      }
      expect(held / 2000, `${items} items, ${one} against ${other}`).toBeGreaterThan(0.93);
    }
});
