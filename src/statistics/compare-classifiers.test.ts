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
  const first = Array.from({ length: 1000 }, (_, i) => (i < 800 ? 1 : 0));
  const second = Array.from({ length: 1000 }, (_, i) => (i >= 20 && i < 870 ? 1 : 0));
  const found = compareClassifiers({ first, second });
  expect(found).toMatchObject({ items: 1000, onlyFirstRight: 20, onlySecondRight: 70 });
  expect(found.difference.value).toBeCloseTo(0.05);
  expect(found.difference.low).toBeCloseTo(0.05 - 0.0184, 2);
  expect(found.pValue).toBeLessThan(0.001);
});

test("answers to other items are refused", () => {
  expect(() => compareClassifiers({ first: [1], second: [1, 0] })).toThrow("the same items");
});

test("the interval of the difference never collapses: not where the two never differ, nor where they always do", () => {
  for (const [first, second] of [
    [
      [1, 1],
      [1, 1],
    ],
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
  ] as const) {
    const { low, high } = compareClassifiers({ first, second }).difference;
    expect(high - low).toBeGreaterThan(0.5);
  }
  const twenty = Array.from({ length: 20 }, () => 1);
  expect(compareClassifiers({ first: twenty, second: twenty }).difference).toMatchObject({
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
        const draws = Array.from({ length: items }, () => random());
        const first = draws.map((u) => (u < one || u >= one + other ? 1 : 0));
        const second = draws.map((u) => (u < one ? 0 : 1));
        const { low, high } = compareClassifiers({ first, second }).difference;
        if (low <= other - one && other - one <= high) held++;
      }
      expect(held / 2000, `${items} items, ${one} against ${other}`).toBeGreaterThan(0.93);
    }
});
