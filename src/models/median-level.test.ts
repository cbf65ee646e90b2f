import fc from "fast-check";
import { expect, test } from "vitest";
import { medianLevel } from "./median-level.ts";
import type { Prediction, Predictor } from "./model-kind.ts";

const saying = (labels: readonly string[], probabilities: readonly number[]): Predictor => {
  const found = Float32Array.from(probabilities);
  const best = found.indexOf(Math.max(...found));
  const score = found[best] ?? 0;
  const answer = { best, score, sureness: score, probabilities: found, unseenWords: 0.25, isUnknown: false };
  return { labels, predict: () => answer };
};
const answerOf = (labels: readonly string[], probabilities: readonly number[]) =>
  medianLevel(saying(labels, probabilities)).predict("anything") as Prediction;

test("the level is answered up to which half of the probability lies, with its own probability; the mean is told beside it", () => {
  const answer = answerOf(["1", "2", "3", "4", "5"], [0.125, 0.25, 0.25, 0.125, 0.25]);
  expect(answer).toMatchObject({ best: 2, score: 0.25, sureness: 0.25, expected: 3.125, unseenWords: 0.25 });
  expect(answerOf(["1", "5"], [0.25, 0.75])).toMatchObject({ best: 1, expected: 4 });
  expect(answerOf(["2", "4"], [0.5, 0.5])).toMatchObject({ best: 0, expected: 3 });
});

test("no other level is nearer to the truth on average, whatever order the levels come in", () => {
  const shares = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(shares, (counts) => {
      const sum = counts.reduce((total, count) => total + count, 0);
      const labels = ["10", "2", "3", "7", "5", "6", "4", "8", "9", "1"];
      const share = counts.map((count) => count / sum);
      const { best, expected = 0 } = answerOf(labels, share);
      const away = (from: string) =>
        labels.reduce((total, label, at) => total + Math.abs(Number(label) - Number(from)) * (share[at] ?? 0), 0);
      const mean = labels.reduce((total, label, at) => total + Number(label) * (share[at] ?? 0), 0);
      return Math.abs(expected - mean) < 1e-5 && away(labels[best] ?? "") < Math.min(...labels.map(away)) + 1e-5;
    }),
  );
});

test("a model that answers later is asked once, and answers later", async () => {
  const slow: Predictor = {
    labels: ["1", "2"],
    predict: async () => await saying(["1", "2"], [0.25, 0.75]).predict(""),
  };
  const answer = medianLevel(slow).predict("anything");
  expect(answer).toBeInstanceOf(Promise);
  expect(await answer).toMatchObject({ best: 1, expected: 1.75 });
});
