import { expect, test } from "vitest";
import { classificationFigures, confusionMatrix } from "./classification.ts";
import { seededRandom } from "./seeded-random.ts";

test("figures of a small matrix are as computed by hand", () => {
  // class 0: 2 of 3 found, answers 3; class 1: 1 of 2 found, answers 2; class 2 never occurs
  const matrix = confusionMatrix({ truth: [0, 0, 0, 1, 1], given: [0, 0, 1, 0, 1], classes: 3 });
  expect(Array.from(matrix.counts)).toEqual([2, 1, 0, 1, 1, 0, 0, 0, 0]);
  const { accuracy, macroF1, perClass, items } = classificationFigures(matrix);
  expect(items).toBe(5);
  expect(accuracy.value).toBeCloseTo(0.6);
  expect(perClass[0]?.precision.value).toBeCloseTo(2 / 3);
  expect(perClass[0]?.recall.value).toBeCloseTo(2 / 3);
  expect(perClass[1]?.f1.value).toBeCloseTo(1 / 2);
  expect(macroF1.value).toBeCloseTo((2 / 3 + 1 / 2) / 2);
  expect(perClass[2]).toMatchObject({ support: 0, f1: { value: Number.NaN, low: 0, high: 1 } });
});

test("a class outside the range, or answers of another number of items, are refused", () => {
  expect(() => confusionMatrix({ truth: [0], given: [2], classes: 2 })).toThrow("Item 0 has a class outside 0 to 1.");
  expect(() => confusionMatrix({ truth: [0], given: [], classes: 2 })).toThrow("differ in number");
});

test("every interval holds its value, and nothing at all gives NaN, not a crash", () => {
  const random = seededRandom(8);
  const truth = Array.from({ length: 300 }, () => Math.floor(random() * 5));
  const given = truth.map((k) => (random() < 0.8 ? k : Math.floor(random() * 5)));
  const { accuracy, macroF1, perClass } = classificationFigures(confusionMatrix({ truth, given, classes: 5 }));
  for (const { value, low, high } of [accuracy, macroF1, ...perClass.flatMap((c) => [c.precision, c.recall, c.f1])]) {
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
  expect(classificationFigures(confusionMatrix({ truth: [], given: [], classes: 2 })).macroF1.value).toBeNaN();
});

test("1,000 resamples of 3,000 items in 77 classes take well under a second", () => {
  const random = seededRandom(1);
  const truth = Int32Array.from({ length: 3000 }, () => random() * 77);
  const given = truth.map((k) => (random() < 0.9 ? k : random() * 77));
  const started = performance.now();
  const { macroF1 } = classificationFigures(confusionMatrix({ truth, given, classes: 77 }));
  expect(performance.now() - started).toBeLessThan(1500); // about 100 ms on an idle core
  expect(macroF1.high - macroF1.low).toBeLessThan(0.03);
});
