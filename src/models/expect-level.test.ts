import fc from "fast-check";
import { expect, test } from "vitest";
import { expectLevel } from "./expect-level.ts";
import type { Prediction, Predictor } from "./model-kind.ts";

const saying = (labels: readonly string[], probabilities: readonly number[]): Predictor => {
  const found = Float32Array.from(probabilities);
  const best = found.indexOf(Math.max(...found));
  const score = found[best] ?? 0;
  const answer = { best, score, sureness: score, probabilities: found, unseenWords: 0.25, isUnknown: false };
  return { labels, predict: () => answer };
};
const answerOf = (labels: readonly string[], probabilities: readonly number[]) =>
  expectLevel(saying(labels, probabilities)).predict("anything") as Prediction;

test("between two levels that are equally likely the one in the middle is answered, with its own probability", () => {
  const answer = answerOf(["1", "2", "3", "4", "5"], [0, 0.4375, 0.125, 0.4375, 0]);
  expect(answer).toMatchObject({ best: 2, score: 0.125, sureness: 0.125, expected: 3, unseenWords: 0.25 });
});

test("a level of which there was no example is never answered, and of two that are equally near the likelier is", () => {
  expect(answerOf(["1", "5"], [0.25, 0.75])).toMatchObject({ best: 1, expected: 4 });
  expect(answerOf(["1", "2", "4", "5"], [0.25, 0.125, 0.375, 0.25])).toMatchObject({ expected: 3.25, best: 2 });
  expect(answerOf(["2", "4"], [0.5, 0.5])).toMatchObject({ expected: 3 });
});

test("what is answered is never further from the expected level than another, whatever order the levels come in", () => {
  const shares = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(shares, (counts) => {
      const sum = counts.reduce((total, count) => total + count, 0);
      const labels = ["10", "2", "3", "7", "5", "6", "4", "8", "9", "1"];
      const { best, expected = 0 } = answerOf(
        labels,
        counts.map((count) => count / sum),
      );
      const mean = labels.reduce((total, label, at) => total + (Number(label) * (counts[at] ?? 0)) / sum, 0);
      const nearest = Math.min(...labels.map((label) => Math.abs(Number(label) - expected)));
      return Math.abs(expected - mean) < 1e-5 && Math.abs(Number(labels[best]) - expected) === nearest;
    }),
  );
});

test("a model that answers later is asked once, and answers later", async () => {
  const slow: Predictor = {
    labels: ["1", "2"],
    predict: async () => await saying(["1", "2"], [0.25, 0.75]).predict(""),
  };
  const answer = expectLevel(slow).predict("anything");
  expect(answer).toBeInstanceOf(Promise);
  expect(await answer).toMatchObject({ best: 1, expected: 1.75 });
});
