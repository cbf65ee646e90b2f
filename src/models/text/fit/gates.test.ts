import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { expectedCalibrationError } from "#statistics";
import { encodeText } from "../features/encode-text.ts";
import { loadText } from "../stored/load-text.ts";
import { fitText } from "./fit-text.ts";

const folder = resolve(import.meta.dirname, "../../../../../shared/data/banking77");

test("on banking77 the stored model keeps its promises: accuracy .918, ECE .02, 4 MB", ({ skip }) => {
  if (!existsSync(folder)) return skip(`no data: ${folder} is absent`);
  const read = (part: string) =>
    parse(readFileSync(`${folder}/${part}.csv`), { columns: true }) as { text: string; category: string }[];
  const [train, examined] = [read("train"), read("test")];
  const names = [...new Set(train.map((row) => row.category))];
  const trained = fitText({
    texts: train.map((row) => row.text),
    labels: Int32Array.from(train, (row) => names.indexOf(row.category)),
    classes: names.length,
    seed: 1,
    calibrate: "out-of-fold",
  });
  const artifact = encodeText(trained, { labels: names });
  expect(artifact.length).toBeLessThanOrEqual(4_000_000);
  const predictor = loadText(artifact);
  const answers = examined.map((row) => predictor.predict(row.text));
  const right = answers.map((answer, i) => (names[answer.best] === examined[i]?.category ? 1 : 0));
  const accuracy = right.filter(Boolean).length / right.length;
  expect(accuracy).toBeGreaterThanOrEqual(0.918);
  const confidence = answers.map((answer) => answer.score);
  expect(expectedCalibrationError({ confidence, right }).value).toBeLessThanOrEqual(0.02);
}, 60_000);
