import { expect, test } from "vitest";
import { answerKind, type JudgedKey } from "#answers";
import type { EvaluationView } from "./contract.ts";
import { comparisonSentence, trustSentence } from "./sentences.ts";

const measure = (judged: readonly JudgedKey[], seed: number) =>
  answerKind("choice").judge(judged, { seed, settings: {} });
const judged = (count: number) =>
  Array.from({ length: count }, (_, k) => ({
    item: `item_${k}` as const,
    actual: k % 2 === 0 ? "a" : "b",
    predicted: k % 2 === 0 ? "a" : "b",
    score: 0.9,
  }));
const viewOf = (items: number) =>
  ({ ...measure(judged(items), 1), split: "test", kind: "choice" }) as unknown as EvaluationView;

test("a measurement of a few items says that they are too few, not that all is right", () => {
  expect(trustSentence(viewOf(4), undefined)).toMatch(/^Too few to say: .*4 items of the test split/);
  expect(trustSentence(viewOf(40), undefined)).toMatch(/^It is right in /);
});

test("a label with under five items says that they are too few; none of its intervals is a point", () => {
  const { perLabel, metrics } = measure(judged(8), 1);
  for (const { value, low } of [metrics.accuracy, metrics.macroF1, ...perLabel.map((one) => one.f1)])
    expect(value - low).toBeGreaterThan(0.2);
  const few = (items: number, of: number) => {
    const rare = Array.from({ length: of }, (_, k) => ({
      ...judged(1)[0]!,
      item: `item_${items + k}` as const,
      actual: "c",
    }));
    return measure([...judged(items), ...rare], 1).perLabel.map((one) => one.tooFew);
  };
  expect(few(20, 4)).toEqual([false, false, true]);
  expect(few(20, 5)).toEqual([false, false, false]);
  // Nor do labels say anything where all items together are too few.
  expect(few(10, 9)).toEqual([true, true, true]);
});

test("macro-F1 of fewer than four items a label is too few to say, whatever the accuracy is", () => {
  const spread = (labels: number) =>
    measure(
      judged(40).map((one, at) => ({ ...one, actual: `label ${at % labels}`, predicted: `label ${at % labels}` })),
      1,
    ).metrics;
  expect(spread(11)).toMatchObject({ macroF1: { tooFew: true } });
  expect(spread(11).accuracy).not.toHaveProperty("tooFew");
  expect(spread(10).macroF1).not.toHaveProperty("tooFew");
});

test("a label that was answered a few times has a recall, but its precision is too few to say, and the other way round", () => {
  const answers = [
    ...Array.from({ length: 30 }, () => ["a", "a"] as const),
    ...Array.from({ length: 10 }, (_, k) => ["b", k < 2 ? "b" : "a"] as const),
    ...Array.from({ length: 6 }, () => ["a", "c"] as const),
    ...Array.from({ length: 2 }, () => ["c", "c"] as const),
  ];
  const { perLabel } = measure(
    answers.map(([actual, predicted], k) => ({
      ...{ item: `item_${k}` as const, actual, predicted },
      score: 0.9,
    })),
    1,
  );
  expect(
    perLabel.map(({ label, support, predicted, tooFew, tooFewPredicted }) => [
      label,
      support,
      predicted,
      tooFew,
      tooFewPredicted,
    ]),
  ).toEqual([
    ["a", 36, 38, false, false],
    ["b", 10, 2, false, true],
    ["c", 2, 8, true, false],
  ]);
});

test("a measurement on what a model learned from claims neither that it never saw it nor that it was drawn at random", () => {
  const of = (split: EvaluationView["split"]) => trustSentence({ ...viewOf(40), split }, undefined);
  for (const split of ["test", "validation", "audit"] as const) expect(of(split)).toContain("which it never saw");
  expect(of("out-of-fold")).not.toContain("never saw");
  expect(of("out-of-fold")).toContain("not drawn at random");
});

test("two that share a few items are not told apart", () => {
  const given = { difference: { value: 0.4, low: 0.1, high: 0.7 }, p: 0.01 };
  expect(comparisonSentence({ ...given, items: 19 })).toBe("Too few to say: they share 19 items, and 20 are needed.");
  expect(comparisonSentence({ ...given, items: 20 })).toMatch(/^The second is better/);
});
