import { expect, test } from "vitest";
import { compareClassifiers, mcnemarExact } from "./compare-classifiers.ts";

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
