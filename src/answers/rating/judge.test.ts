import { expect, test } from "vitest";
import { answerKind } from "../kinds.ts";

const judge = (pairs: readonly (readonly [number, number])[], levels = 5) =>
  answerKind("rating").judge(
    pairs.map(([actual, predicted]) => ({ actual: String(actual), predicted: String(predicted), score: 0.8 })),
    { seed: 1, settings: { levels } },
  );
const many = (count: number, pairs: readonly (readonly [number, number])[]) =>
  Array.from({ length: count }, (_, k) => pairs[k % pairs.length]!);

test("a rating has the error and kappa beside everything that a choice has, over all its levels in their order", () => {
  const { metrics, perLabel, confusion, items } = judge(
    many(40, [
      [1, 1],
      [2, 3],
      [5, 5],
      [10, 8],
    ]),
    10,
  );
  expect(items).toBe(40);
  expect(perLabel.map((one) => one.label)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  expect(confusion.map(({ actual, predicted }) => `${actual} ${predicted}`)).toEqual(["1 1", "2 3", "5 5", "10 8"]);
  expect(metrics.accuracy.value).toBe(0.5);
  expect(metrics.meanAbsoluteError?.value).toBe(0.75);
  expect(metrics.quadraticKappa?.value).toBeGreaterThan(0.9);
  expect(metrics.quadraticKappa).not.toHaveProperty("tooFew");
  // Levels that do not occur do not make the mean F1 of the others too few to say.
  expect(metrics.macroF1).not.toHaveProperty("tooFew");
});

test("kappa of under thirty items is too few to say, and where all is one level there is none", () => {
  const few: readonly (readonly [number, number])[] = [
    [1, 1],
    [2, 1],
  ];
  expect(judge(many(25, few)).metrics.quadraticKappa).toMatchObject({ tooFew: true });
  const { metrics } = judge(many(40, [[3, 3]]));
  expect(metrics).not.toHaveProperty("quadraticKappa");
  expect(metrics.meanAbsoluteError).toMatchObject({ value: 0, low: 0 });
});

test("each kind names the metric that says most of it", () => {
  expect([answerKind("choice").headline, answerKind("rating").headline]).toEqual(["accuracy", "meanAbsoluteError"]);
});
