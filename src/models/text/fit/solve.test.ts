import { expect, test } from "vitest";
import { seededRandom } from "#statistics";
import { findPython, runPython } from "#tests/python";
import { encodeText } from "../features/encode-text.ts";
import { loadText } from "../stored/load-text.ts";
import { accuracyOf, madeTexts } from "../test-texts.ts";
import { fitText, type TextOptions } from "./fit-text.ts";
import { scoreTexts } from "./score-texts.ts";

const classes = 5;
const given = madeTexts({ classes, rows: 400, seed: 1 });
const fresh = madeTexts({ classes, rows: 200, seed: 2 });
const trainedWith = (options: TextOptions) =>
  fitText({ ...given, classes, seed: 7, calibrate: "out-of-fold", options });
const others = ["naive-bayes", "nearest-centroid"] as const;

test.each(others)("%s learns, and its probabilities of unseen texts are about as high as it is right", (solver) => {
  const trained = trainedWith({ solver });
  const probabilities = scoreTexts(trained, fresh.texts);
  const right = accuracyOf(probabilities, fresh.labels);
  expect(right).toBeGreaterThan(0.7);
  const sure = fresh.texts.reduce(
    (sum, _, row) => sum + Math.max(...probabilities.subarray(row * classes, (row + 1) * classes)),
    0,
  );
  expect(Math.abs(sure / fresh.texts.length - right)).toBeLessThan(0.08);
});

test.each(others)("%s is the same from a file, and knows nothing of a row's own label out of fold", (solver) => {
  const trained = trainedWith({ solver });
  const model = loadText(encodeText(trained, { labels: ["a", "b", "c", "d", "e"], weights: "float32" }));
  const probabilities = scoreTexts(trained, fresh.texts);
  for (const [row, text] of fresh.texts.slice(0, 50).entries())
    for (const [k, probability] of model.predict(text).probabilities.entries())
      expect(probability).toBeCloseTo(probabilities[row * classes + k] ?? 0, 4);
  const random = seededRandom(3);
  const noise = Int32Array.from(given.labels, () => Math.floor(random() * classes));
  const blind = fitText({ ...given, labels: noise, classes, seed: 7, calibrate: "out-of-fold", options: { solver } });
  expect(accuracyOf(blind.outOfFold ?? new Float32Array(), noise)).toBeLessThan(0.3);
});

const program = `
import json, sys
import numpy as np
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import NearestCentroid
g = json.load(sys.stdin)
def matrix(rows):
    m = np.zeros((len(rows), g["features"]))
    for r, row in enumerate(rows):
        for f, v in row: m[r, f] = v
    return m
x, y, q = matrix(g["rows"]), np.array(g["labels"]), matrix(g["queries"])
nb = MultinomialNB(alpha=0.01, fit_prior=False).fit(x, y)
joint = q @ nb.feature_log_prob_.T
unit = lambda m: m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-12)
centroids = unit(np.array([x[y == k].mean(axis=0) for k in range(g["classes"])]))
near = NearestCentroid().fit(unit(centroids), range(g["classes"]))
print(json.dumps({"bayes": (joint - joint.mean(axis=1, keepdims=True)).tolist(), "cosine": (unit(q) @ centroids.T).tolist(),
  "nearest": near.predict(unit(q)).tolist()}))
`;

test("they score as scikit-learn does on the same features", { timeout: 600_000 }, async ({ skip }) => {
  const { interpreter, reason } = await findPython();
  if (interpreter === undefined) return skip(reason);
  const rowsOf = (
    { ids, values, starts }: { ids: ArrayLike<number>; values: ArrayLike<number>; starts: ArrayLike<number> },
    rows: number,
  ) =>
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: (starts[row + 1] ?? 0) - (starts[row] ?? 0) }, (_, e) => {
        const at = (starts[row] ?? 0) + e;
        return [ids[at] ?? 0, values[at] ?? 0];
      }),
    );
  const models = others.map((solver) => {
    const trained = trainedWith({ solver, features: "words" });
    return { trained, model: loadText(encodeText(trained, { labels: ["a", "b", "c", "d", "e"], weights: "float32" })) };
  });
  const { model } = models[0]!;
  const [rows, queries] = [model.vectorsOf(given.texts), model.vectorsOf(fresh.texts)];
  const theirs = (await runPython(interpreter, program, {
    rows: rowsOf(rows, given.texts.length),
    labels: [...given.labels],
    queries: rowsOf(queries, fresh.texts.length),
    features: model.header.featureCount,
    classes,
  })) as { bayes: number[][]; cosine: number[][]; nearest: number[] };
  const scores = (at: number) => {
    const { trained, model: opened } = models[at]!;
    // The probabilities tell the scores up to what all classes share, once the temperature is taken out.
    return fresh.texts.map((text) => {
      const logs = Array.from(opened.predict(text).probabilities, (one) => Math.log(one) / trained.temperature);
      const mean = logs.reduce((sum, one) => sum + one, 0) / classes;
      return logs.map((one) => one - mean);
    });
  };
  const [bayes, centroid] = [scores(0), scores(1)];
  for (const [row, ours] of bayes.entries())
    for (const [k, one] of ours.entries()) expect(one / 0.2).toBeCloseTo(theirs.bayes[row]?.[k] ?? Number.NaN, 1);
  for (const [row, ours] of centroid.entries()) {
    const cosines = theirs.cosine[row] ?? [];
    const mean = cosines.reduce((sum, one) => sum + one, 0) / classes;
    for (const [k, one] of ours.entries()) expect(one / 8).toBeCloseTo((cosines[k] ?? Number.NaN) - mean, 3);
    expect(ours.indexOf(Math.max(...ours))).toBe(theirs.nearest[row]);
  }
});
