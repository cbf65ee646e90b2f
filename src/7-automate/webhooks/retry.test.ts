import fc from "fast-check";
import { expect, test } from "vitest";
import { mostAttempts, waitAfter } from "./retry.ts";

const middle = { random: () => 0 };

test("pauses grow fourfold from five seconds to six hours, and all together are about a day", () => {
  const waits = Array.from({ length: mostAttempts - 1 }, (_, k) => (waitAfter(k + 1, middle) ?? 0) / 1000);
  expect(waits).toEqual([5, 20, 80, 320, 1280, 5120, 20_480, 21_600, 21_600, 21_600]);
  const hours = waits.reduce((sum, one) => sum + one, 0) / 3600;
  expect(hours).toBeGreaterThan(24);
  expect(hours).toBeLessThan(27);
  expect(waitAfter(mostAttempts, middle)).toBeUndefined();
});

test("no two pauses need be the same, and a receiver may ask for a longer one, but not for ever", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
      const usual = waitAfter(attempt, middle) ?? 0;
      const wait = waitAfter(attempt, { random: () => chance }) ?? 0;
      expect(wait - usual).toBeGreaterThanOrEqual(0);
      expect(wait - usual).toBeLessThanOrEqual(usual * 0.2 + 1);
    }),
  );
  expect(waitAfter(1, { ...middle, retryAfter: "120" })).toBe(120_000);
  expect(waitAfter(1, { ...middle, retryAfter: "999999999" })).toBe(6 * 3_600_000);
  for (const odd of ["", "soon", "-5", "1e9", "Wed, 21 Oct 2026 07:28:00 GMT"])
    expect(waitAfter(1, { ...middle, retryAfter: odd })).toBe(5000);
});
