import {
  encodeText,
  type FeatureSet,
  fitText,
  loadText,
  scoreTexts,
  type TextPredictor,
  updateLabels,
} from "#models/text";
import { classificationFigures, confusionMatrix, expectedCalibrationError, seededRandom, shuffle } from "#statistics";
import { median } from "./report.ts";
import type { TextSet } from "./text-data.ts";

const seed = 1;
const secondsSince = (started: number) => (performance.now() - started) / 1000;

const fitOn = ({ train, names }: TextSet, features: FeatureSet, calibrate: "none" | "out-of-fold") =>
  fitText({ ...train, classes: names.length, seed, calibrate, options: { features } });

/** Seconds to read features, fit and predict the test part, without calibration as the peers: the first run, the best of 7. */
export function timeOurs(set: TextSet, features: FeatureSet): { first: number; best: number } {
  const seconds = Array.from({ length: 7 }).map(() => {
    const started = performance.now();
    scoreTexts(fitOn(set, features, "none"), set.test.texts);
    return secondsSince(started);
  });
  return { first: seconds[0] ?? Number.NaN, best: Math.min(...seconds) };
}

/** The shipped model: trained, calibrated, stored and opened again; best seconds of 3 calibrated fits. */
export function shipOurs(
  set: TextSet,
  features: FeatureSet,
): { predictor: TextPredictor; bytes: number; seconds: number } {
  const runs = [1, 2, 3].map(() => {
    const started = performance.now();
    return { trained: fitOn(set, features, "out-of-fold"), seconds: secondsSince(started) };
  });
  const artifact = encodeText(runs[0]!.trained, { labels: set.names });
  return {
    predictor: loadText(artifact),
    bytes: artifact.length,
    seconds: Math.min(...runs.map((run) => run.seconds)),
  };
}

/** Accuracy, macro-F1 and ECE of a predictor on the test part. */
export function judgeOurs(predictor: TextPredictor, { test, names }: TextSet) {
  const answers = test.texts.map((text) => predictor.predict(text));
  const matrix = confusionMatrix({ truth: test.labels, given: answers.map((a) => a.best), classes: names.length });
  const { accuracy, macroF1 } = classificationFigures(matrix);
  const right = answers.map((answer, row) => (answer.best === test.labels[row] ? 1 : 0));
  const ece = expectedCalibrationError({ confidence: answers.map((a) => a.score), right });
  return { accuracy, macroF1, ece };
}

/** Median microseconds of one text, and texts a second. */
export function timePredictions(predictor: TextPredictor, { test }: TextSet) {
  const each: number[] = [];
  for (let round = 0; round < 3; round++)
    for (const text of test.texts) {
      const started = performance.now();
      predictor.predict(text);
      each.push((performance.now() - started) * 1000);
    }
  const started = performance.now();
  for (const text of test.texts) predictor.predict(text);
  return { medianMicroseconds: median(each), textsPerSecond: test.texts.length / secondsSince(started) };
}

/** Updates with `count` new labels on top of all others: median milliseconds and mean agreement with a cold fit of all. */
export function timeUpdates(set: TextSet, count: number) {
  const { train, test, names } = set;
  const cold = bestOf(scoreTexts(fitOn(set, "all", "none"), test.texts), names.length);
  const milliseconds: number[] = [];
  let same = 0;
  const draws = 5;
  for (let draw = 1; draw <= draws; draw++) {
    const order = shuffle(
      Int32Array.from(train.labels, (_, row) => row),
      seededRandom(draw),
    );
    const part = (from: number, to: number) => ({
      texts: Array.from(order.subarray(from, to), (row) => train.texts[row]!),
      labels: Int32Array.from(order.subarray(from, to), (row) => train.labels[row]!),
    });
    const added = part(0, count);
    const live = fitText({
      ...part(count, order.length),
      pool: added.texts,
      classes: names.length,
      seed: draw,
      calibrate: "none",
    });
    milliseconds.push(updateLabels(live, { added }).seconds * 1000);
    const warm = bestOf(scoreTexts(live, test.texts), names.length);
    same += warm.filter((best, row) => best === cold[row]).length / warm.length / draws;
  }
  return { milliseconds: median(milliseconds), agreement: same };
}

function bestOf(probabilities: Float32Array, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const at = row * classes;
    return probabilities.subarray(at, at + classes).reduce((best, p, k, all) => (p > all[best]! ? k : best), 0);
  });
}
