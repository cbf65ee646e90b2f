import { expect, test } from "vitest";
import { mergeClasses } from "./merge-classes.ts";
import type { Prediction, Predictor } from "./model-kind.ts";

/** A model that always says the same. */
function saying(scores: Record<string, number>): Predictor & { predict(text: string): Prediction } {
  const labels = Object.keys(scores);
  const probabilities = Float32Array.from(Object.values(scores));
  const best = probabilities.indexOf(Math.max(...probabilities));
  const score = probabilities[best] ?? 0;
  const answer = { best, score, sureness: score, probabilities, unseenWords: 0.25, isUnknown: false, rawScore: 2 };
  return { labels, predict: () => answer };
}

const into = (names: Record<string, string>) => (label: string) => names[label] ?? label;

test("the probability of a merged class is the sum, and the answer is the class that is most probable then", () => {
  const merged = mergeClasses(
    saying({ fee: 0.375, Refund: 0.25, refund: 0.25, other: 0.125 }),
    into({ refund: "Refund" }),
  );
  expect(merged.labels).toEqual(["fee", "Refund", "other"]);
  const answer = merged.predict("anything") as Prediction;
  expect([...answer.probabilities]).toEqual([0.375, 0.5, 0.125]);
  expect(answer).toMatchObject({ best: 1, score: 0.5, sureness: 0.375, unseenWords: 0.25, rawScore: 2 });
});

test("a class that was merged into one that the model never learned answers as that", () => {
  const merged = mergeClasses(saying({ refund: 0.75, fee: 0.25 }), into({ refund: "Refund" }));
  expect(merged.labels).toEqual(["Refund", "fee"]);
  expect(merged.predict("anything")).toMatchObject({ best: 0, score: 0.75 });
});

test("where none of its classes was merged, the model is itself", () => {
  const model = saying({ yes: 0.75, no: 0.25 });
  expect(mergeClasses(model, into({ refund: "Refund" }))).toBe(model);
});
