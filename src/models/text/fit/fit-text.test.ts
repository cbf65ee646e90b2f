import { expect, test } from "vitest";
import { seededRandom } from "#statistics";
import { encodeText } from "../features/encode-text.ts";
import { accuracyOf, madeTexts } from "../test-texts.ts";
import { fitText } from "./fit-text.ts";
import { scoreTexts } from "./score-texts.ts";

const given = madeTexts({ classes: 5, rows: 400, seed: 1 });
const fresh = madeTexts({ classes: 5, rows: 200, seed: 2 });
const request = { ...given, classes: 5, seed: 7, calibrate: "out-of-fold" } as const;

test("the learner learns, and probabilities of unseen texts are honest", () => {
  const trained = fitText(request);
  const probabilities = scoreTexts(trained, fresh.texts);
  expect(accuracyOf(probabilities, fresh.labels)).toBeGreaterThan(0.88);
  for (let row = 0; row < 200; row++) {
    const sum = probabilities.subarray(5 * row, 5 * row + 5).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 5);
  }
  expect(accuracyOf(trained.outOfFold!, given.labels)).toBeGreaterThan(0.88);
  expect(Object.keys(trained.seconds)).toEqual(["features", "fit", "calibrate"]);
});

test("out-of-fold probabilities know nothing of the row's own label: on noise they are right by chance only", () => {
  const random = seededRandom(3);
  const noise = { ...request, labels: Int32Array.from(given.labels, () => Math.floor(random() * 5)) };
  const trained = fitText(noise);
  expect(accuracyOf(scoreTexts(trained, given.texts), noise.labels)).toBeGreaterThan(0.9);
  expect(accuracyOf(trained.outOfFold!, noise.labels)).toBeLessThan(0.28);
});

test("the same seed and data give the same model, byte for byte; another seed another", () => {
  const labels = ["a", "b", "c", "d", "e"];
  const bytes = (seed: number) => Buffer.from(encodeText(fitText({ ...request, seed }), { labels }));
  expect(bytes(7).equals(bytes(7))).toBe(true);
  expect(bytes(7).equals(bytes(8))).toBe(false);
});

test("plain TypeScript gives the same predictions as SIMD", () => {
  const plain = fitText({ ...request, options: { arithmetic: "plain" } });
  expect(plain.learner.memory.sweeps.kind).toBe("plain");
  expect(scoreTexts(plain, fresh.texts)).toEqual(scoreTexts(fitText(request), fresh.texts));
});

test("training a calibrated model leaves the weights as they were before calibration", () => {
  const [once, plain] = [fitText(request), fitText({ ...request, calibrate: "none" })];
  expect(once.learner.memory.weights).toEqual(plain.learner.memory.weights);
  expect(plain.outOfFold).toBeUndefined();
});

test("two classes, a class with one row, a class with none, and texts without any feature are fine", () => {
  const texts = ["red rose", "red apple", "red sun", "blue sky", "", "?!"];
  const trained = fitText({
    texts,
    labels: Int32Array.from([0, 0, 0, 1, 0, 0]),
    classes: 3,
    seed: 1,
    calibrate: "out-of-fold",
  });
  const probabilities = scoreTexts(trained, ["red", "blue sky", "", "zzz qqq"]);
  expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
  expect(probabilities[0]).toBeGreaterThan(probabilities[1]!);
  expect(probabilities[3]).toBeLessThan(probabilities[4]!);
});

test("one labelled text alone, or only empty ones, give a model and no NaN", () => {
  for (const texts of [["only"], ["", "", ""]]) {
    const trained = fitText({
      texts,
      labels: new Int32Array(texts.length),
      classes: 2,
      seed: 1,
      calibrate: "out-of-fold",
    });
    expect(scoreTexts(trained, ["only", ""]).every((p) => p >= 0 && p <= 1)).toBe(true);
  }
});

test("a pool teaches which words are common, and takes no label", () => {
  const trained = fitText({ ...request, pool: ["an unheard word", "another unheard word"] });
  expect(trained.features).toBeGreaterThan(fitText(request).features);
});

test("1,200 classes are learned within the memory bound", () => {
  const many = madeTexts({ classes: 1200, rows: 3600, seed: 3 });
  const trained = fitText({ ...many, classes: 1200, seed: 1, calibrate: "none", options: { features: "words" } });
  expect(trained.learner.memory.weights.length).toBeLessThanOrEqual(40_000_000);
  expect(accuracyOf(scoreTexts(trained, many.texts.slice(0, 200)), many.labels.slice(0, 200))).toBeGreaterThan(0.9);
}, 30_000);

test("what cannot be learned is refused with a sentence", () => {
  const refused = (change: object) => () => fitText({ ...request, ...change });
  expect(refused({ classes: 1 })).toThrow("at least two labels");
  expect(refused({ texts: [], labels: new Int32Array(0) })).toThrow("no labelled texts");
  expect(refused({ labels: new Int32Array(3) })).toThrow("exactly one label");
  expect(refused({ labels: new Int32Array(400).fill(5) })).toThrow("Text 0 has a label outside 0 to 4.");
  expect(refused({ classes: 2_000_000 })).toThrow("too many");
});
