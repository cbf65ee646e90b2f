import { expect, test } from "vitest";
import { hashFraction } from "./hash-text.ts";
import { seededRandom, shuffle } from "./seeded-random.ts";

test("the same seed gives the same numbers in [0, 1), for ever", () => {
  const numbers = Array.from({ length: 3 }, seededRandom(42));
  expect(Array.from({ length: 3 }, seededRandom(42))).toEqual(numbers);
  expect(Array.from({ length: 3 }, seededRandom(43))).not.toEqual(numbers);
  expect(numbers).toMatchInlineSnapshot(`
    [
      0.456255805445835,
      0.5641753580421209,
      0.5743777174502611,
    ]
  `);
});

test("numbers are even, and neighbouring seeds are unrelated", () => {
  const cells = new Float64Array(100);
  for (let seed = 0; seed < 1000; seed++) {
    const random = seededRandom(seed);
    for (let i = 0; i < 100; i++) cells[Math.floor(random() * 100)]!++;
  }
  const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(150); // 99 degrees of freedom: passed with probability .999
});

test("a shuffle keeps every item", () => {
  expect([...shuffle([1, 2, 3, 4, 5], seededRandom(9))].sort()).toEqual([1, 2, 3, 4, 5]);
});

test("a text's hash never changes, so that a random share stays the same share", () => {
  const first53 = (digits: bigint) => Number(digits >> 11n) / 2 ** 53;
  expect(hashFraction("project_1/item_7", 1)).toBe(first53(0x213f15f8b8a51f63n));
  expect(hashFraction("", 0)).toBe(first53(0xd2ade982ddc8b2c8n));
});

test("hash fractions of similar names are even and differ by seed", () => {
  const below = (seed: number) =>
    Array.from({ length: 20_000 }, (_, i) => hashFraction(`item_${i}`, seed) < 0.15).filter(Boolean).length;
  expect(Math.abs(below(1) - 3000)).toBeLessThan(200);
  expect(Math.abs(below(2) - 3000)).toBeLessThan(200);
  const both = Array.from(
    { length: 20_000 },
    (_, i) => hashFraction(`item_${i}`, 1) < 0.15 && hashFraction(`item_${i}`, 2) < 0.15,
  );
  expect(Math.abs(both.filter(Boolean).length - 450)).toBeLessThan(90);
});

test("a hundred thousand similar names have different hashes", () => {
  const seen = new Set(Array.from({ length: 100_000 }, (_, i) => hashFraction(`item_${i.toString(36)}`, 7)));
  expect(seen.size).toBe(100_000);
});
