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

test("no interval collapses: a class with two right items is not known to be perfect, nor is a set of two", () => {
  const { macroF1, perClass, accuracy } = classificationFigures(
    confusionMatrix({ truth: [0, 0, 1, 1, 1, 2], given: [0, 0, 1, 1, 1, 2], classes: 3 }),
  );
  for (const { value, low, high } of [accuracy, macroF1, ...perClass.map((one) => one.f1)]) {
    expect(value).toBe(1);
    expect(high).toBe(1);
    expect(low).toBeLessThan(0.8);
  }
  expect(perClass[0]?.f1.low).toBeLessThan(0.55);
  const none = classificationFigures(confusionMatrix({ truth: [0, 1], given: [1, 0], classes: 2 }));
  expect(none.macroF1).toMatchObject({ value: 0, low: 0 });
  expect(none.macroF1.high).toBeGreaterThan(0.5);
});

/** How often the intervals of `runs` samples hold the truth, where answers are right with probability `right`. */
function coverage(given: { classes: number; items: number; right: number; runs: number }) {
  const { classes, items, right, runs } = given;
  const random = seededRandom(classes * 1000 + items);
  // Truths are equally many; a wrong answer is any other class. Then precision, recall and F1 of all classes are `right`.
  const held = { accuracy: 0, f1: 0, classes: 0, macroF1: 0 };
  const holds = ({ low, high }: { low: number; high: number }) => (low <= right && right <= high ? 1 : 0);
  for (let run = 0; run < runs; run++) {
    const truth = Array.from({ length: items }, () => Math.floor(random() * classes));
    const answers = truth.map((k) => (random() < right ? k : (k + 1 + Math.floor(random() * (classes - 1))) % classes));
    const figures = classificationFigures(confusionMatrix({ truth, given: answers, classes }));
    held.accuracy += holds(figures.accuracy);
    held.macroF1 += holds(figures.macroF1);
    for (const { f1 } of figures.perClass) {
      if (Number.isNaN(f1.value)) continue;
      held.f1 += holds(f1);
      held.classes++;
    }
  }
  return { accuracy: held.accuracy / runs, f1: held.f1 / held.classes, macroF1: held.macroF1 / runs };
}

test("intervals over small supports hold the truth about as often as they say", () => {
  const cells = [2, 3, 6].flatMap((classes) =>
    [12, 25, 60].flatMap((items) =>
      [0.6, 0.85, 0.95].map((right) => ({ classes, items, right, ...coverage({ classes, items, right, runs: 1000 }) })),
    ),
  );
  for (const of of ["accuracy", "f1", "macroF1"] as const) {
    const mean = cells.reduce((sum, cell) => sum + cell[of], 0) / cells.length;
    expect(mean, of).toBeGreaterThan(0.93);
    expect(mean, of).toBeLessThan(0.97);
    for (const cell of cells)
      expect(cell[of], `${of} ${JSON.stringify(cell)}`).toBeGreaterThan(of === "macroF1" ? 0.89 : 0.92);
  }
});
