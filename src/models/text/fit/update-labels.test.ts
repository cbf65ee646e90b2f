import { expect, test } from "vitest";
import { accuracyOf, madeTexts } from "../test-texts.ts";
import { fitText } from "./fit-text.ts";
import { scoreTexts } from "./score-texts.ts";
import { planUpdate, updateLabels } from "./update-labels.ts";

const all = madeTexts({ classes: 4, rows: 600, seed: 5 });
const fresh = madeTexts({ classes: 4, rows: 300, seed: 6 });
const fitFirst = (rows: number) =>
  fitText({
    texts: all.texts.slice(0, rows),
    labels: all.labels.slice(0, rows),
    pool: all.texts.slice(rows),
    classes: 4,
    seed: 1,
    calibrate: "none",
  });
const agreement = (a: Float32Array, b: Float32Array) => {
  const best = Int32Array.from({ length: a.length / 4 }, (_, i) =>
    [0, 1, 2, 3].reduce((m, k) => (a[4 * i + k]! > a[4 * i + m]! ? k : m), 0),
  );
  return accuracyOf(b, best);
};

test.each([1, 20, 200])("%i new labels bring the learner to what a new fit would be", (count) => {
  const live = fitFirst(400);
  const update = updateLabels(live, {
    added: { texts: all.texts.slice(400, 400 + count), labels: all.labels.slice(400, 400 + count) },
  });
  expect(update).toMatchObject({ firstRow: 400, unseenWords: 0 });
  const cold = fitFirst(400 + count);
  expect(agreement(scoreTexts(live, fresh.texts), scoreTexts(cold, fresh.texts))).toBeGreaterThanOrEqual(0.98);
});

test("a person may change an answer and take labels back", () => {
  const live = fitFirst(400);
  const wrong = Array.from({ length: 100 }, (_, row) => ({ row, label: (all.labels[row]! + 1) % 4 }));
  updateLabels(live, { changed: wrong });
  expect(
    accuracyOf(
      scoreTexts(live, all.texts.slice(0, 100)),
      Int32Array.from(wrong, (w) => w.label),
    ),
  ).toBeGreaterThan(0.5);
  updateLabels(live, {
    changed: wrong.slice(0, 50).map(({ row }) => ({ row, label: all.labels[row]! })),
    removed: wrong.slice(50).map((w) => w.row),
  });
  const cold = fitFirst(400);
  expect(agreement(scoreTexts(live, fresh.texts), scoreTexts(cold, fresh.texts))).toBeGreaterThanOrEqual(0.97);
});

test("every label taken back leaves a learner that still answers", () => {
  const live = fitFirst(10);
  updateLabels(live, { removed: Array.from({ length: 10 }, (_, row) => row) });
  expect(scoreTexts(live, ["anything"]).every((p) => Math.abs(p - 0.25) < 0.01)).toBe(true);
});

test("labels may come for ever: the memory grows", () => {
  const live = fitFirst(10);
  for (let from = 10; from < 600; from += 118)
    updateLabels(live, {
      added: { texts: all.texts.slice(from, from + 118), labels: all.labels.slice(from, from + 118) },
    });
  expect(live.learner.rows).toBe(600);
  expect(accuracyOf(scoreTexts(live, fresh.texts), fresh.labels)).toBeGreaterThan(0.9);
});

test("a new class or an unknown row is refused before anything is changed", () => {
  const live = fitFirst(50);
  const before = live.learner.memory.weights.slice();
  const added = { texts: ["a", "b"], labels: Int32Array.from([0, 4]) };
  expect(() => updateLabels(live, { added })).toThrow("Label 4 is new to this model: it must be trained again.");
  expect(() => updateLabels(live, { removed: [50] })).toThrow("There is no labelled row 50.");
  expect(() => updateLabels(live, { removed: [1, 1] })).toThrow("only once");
  expect(live.learner.memory.weights).toEqual(before);
});

test("what is run follows the measured table", () => {
  expect(planUpdate(10_001, 1)).toEqual({ newPasses: 3, replayed: 1000, fullPasses: 0 });
  expect(planUpdate(10_020, 20)).toEqual({ newPasses: 3, replayed: 5000, fullPasses: 0 });
  expect(planUpdate(10_200, 200)).toEqual({ newPasses: 3, replayed: 0, fullPasses: 1 });
  expect(planUpdate(1_200, 200)).toEqual({ newPasses: 0, replayed: 0, fullPasses: 4 });
});
