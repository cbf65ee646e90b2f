import { expect, test } from "vitest";
import { classificationFigures, confusionMatrix } from "./classification.ts";
import { wilsonAround } from "./interval.ts";
import { isTooFewForMean } from "./least-support.ts";
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

const runs = 4000;
// What so many samples leave in doubt about a share of .95: three standard errors.
const chance = 3 * Math.sqrt((0.95 * 0.05) / runs);
const shares = [0.6, 0.85, 0.95];

test("intervals over small supports hold the truth about as often as they say, in every cell", {
  timeout: 120_000,
}, () => {
  const sizes = [2, 3, 6, 15].flatMap((classes) => [12, 25, 60].map((items) => ({ classes, items })));
  const cells = [...sizes, { classes: 15, items: 200 }].flatMap((size) =>
    shares.map((right) => ({ ...size, right, ...coverage({ ...size, right, runs }) })),
  );
  for (const of of ["accuracy", "f1", "macroF1"] as const)
    for (const cell of cells) {
      const name = `${of} ${JSON.stringify(cell)}`;
      // Of these no macro-F1 is told.
      const isSparse = isTooFewForMean(cell.items, cell.classes);
      expect(cell[of], name).toBeGreaterThan(isSparse ? 0.83 : 0.93);
      // Counts are whole: where a mistake more or less decides, no interval holds .95 exactly. Wilson's of few items errs most.
      expect(cell[of], name).toBeLessThan(isSparse || of === "accuracy" ? 0.995 : 0.97 + chance);
    }
});

test("macro-F1 of uneven classes is held as often, and a hundred classes of a hundred thousand items take milliseconds", () => {
  const random = seededRandom(5);
  const weights = [0.6, 0.25, 0.15];
  const right = 0.85;
  const drawn = () => {
    const thrown = random();
    return thrown < 0.6 ? 0 : thrown < 0.85 ? 1 : 2;
  };
  const truly = weights.map((share) => (2 * share * right) / (share + share * right + ((1 - share) * (1 - right)) / 2));
  const expected = truly.reduce((sum, one) => sum + one, 0) / 3;
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const truth = Array.from({ length: 60 }, drawn);
    const given = truth.map((k) => (random() < right ? k : (k + 1 + Math.floor(random() * 2)) % 3));
    const { low, high } = classificationFigures(confusionMatrix({ truth, given, classes: 3 })).macroF1;
    if (low <= expected && expected <= high) held++;
  }
  expect(Math.abs(held / runs - 0.95)).toBeLessThan(0.02 + chance);
  const truth = Int32Array.from({ length: 100_000 }, () => Math.floor(random() * 100));
  const given = truth.map((k) => (random() < right ? k : Math.floor(random() * 100)));
  const matrix = confusionMatrix({ truth, given, classes: 100 });
  classificationFigures(matrix);
  const started = performance.now();
  classificationFigures(matrix);
  expect(performance.now() - started).toBeLessThan(50);
});

test("the interval of macro-F1 is as computed by hand", () => {
  // Hits 3 and 2, one mistake: F1 is 6/7 and 4/5, their mean .8286. Left out, a hit of the first changes it by (4/5 - 6/7) / 2,
  // one of the second by (2/3 - 4/5) / 2, the mistake by (1 - 6/7 + 1 - 4/5) / 2.
  const matrix = confusionMatrix({ truth: [0, 0, 0, 1, 1, 0], given: [0, 0, 0, 1, 1, 1], classes: 2 });
  const changes = [-1 / 35, -1 / 35, -1 / 35, -1 / 15, -1 / 15, 6 / 35];
  const mean = changes.reduce((sum, one) => sum + one, 0) / 6;
  const variance = (5 / 6) * changes.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const value = (6 / 7 + 4 / 5) / 2;
  const influence = ((6 / 7 / 7 + 4 / 5 / 5) * 6) / 2;
  const effect = (variance * 36 + influence ** 2) / (6 * value * (1 - value) + value ** 2);
  const { low, high } = wilsonAround(value - 5 * mean, 6 / effect, 0.95);
  const { macroF1 } = classificationFigures(matrix);
  expect(effect).toBeGreaterThan(1);
  expect([macroF1.value, macroF1.low, macroF1.high].map((one) => one.toFixed(9))).toEqual(
    [value, low, high].map((one) => one.toFixed(9)),
  );
});
