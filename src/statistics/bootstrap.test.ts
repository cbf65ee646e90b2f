import { expect, test } from "vitest";
import { bootstrapInterval } from "./bootstrap.ts";

const meanOf = (values: readonly number[]) => (drawn: Int32Array) =>
  drawn.reduce((sum, i) => sum + (values[i] ?? 0), 0) / drawn.length;

test("the interval of a mean is close to 1.96 standard errors on both sides", () => {
  const values = Array.from({ length: 400 }, (_, i) => i % 2);
  const { value, low, high } = bootstrapInterval(400, meanOf(values), { resamples: 2000, seed: 3 });
  expect(value).toBe(0.5);
  expect(low).toBeCloseTo(0.451, 2);
  expect(high).toBeCloseTo(0.549, 2);
});

test("the same seed gives the same interval, another seed another", () => {
  const values = Array.from({ length: 50 }, (_, i) => Math.sin(i));
  const once = bootstrapInterval(50, meanOf(values), { seed: 5 });
  expect(bootstrapInterval(50, meanOf(values), { seed: 5 })).toEqual(once);
  expect(bootstrapInterval(50, meanOf(values), { seed: 6 })).not.toEqual(once);
});
