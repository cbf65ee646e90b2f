import { expect, test } from "vitest";
import type { EvaluationView } from "./contract.ts";
import { measure } from "./measure.ts";
import { trustSentence } from "./sentences.ts";

const judged = (count: number) =>
  Array.from({ length: count }, (_, k) => ({
    item: `item_${k}` as const,
    actual: k % 2 === 0 ? "a" : "b",
    predicted: k % 2 === 0 ? "a" : "b",
    score: 0.9,
    unseen: undefined,
  }));
const viewOf = (items: number) => ({ ...measure(judged(items), 1), split: "test" }) as unknown as EvaluationView;

test("a measurement of a few items says that they are too few, not that all is right", () => {
  expect(trustSentence(viewOf(4), undefined)).toMatch(/^Too few to say: .*4 items of the test split/);
  expect(trustSentence(viewOf(40), undefined)).toMatch(/^It is right in /);
});

test("a label with under five items says that they are too few; none of its intervals is a point", () => {
  const { perLabel, metrics } = measure(judged(8), 1);
  expect(perLabel.map((one) => one.tooFew)).toEqual([true, true]);
  for (const { value, low } of [metrics.accuracy, metrics.macroF1, ...perLabel.map((one) => one.f1)])
    expect(value - low).toBeGreaterThan(0.2);
  expect(measure(judged(10), 1).perLabel.map((one) => one.tooFew)).toEqual([false, false]);
});
