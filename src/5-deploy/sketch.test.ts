import { expect, test } from "vitest";
import { emptySketch, mergeSketches, sketchOf } from "./sketch.ts";

const answers = [
  { label: "a", score: 0.9, unseen: 0, milliseconds: 1 },
  { label: "b", score: 0.4, unseen: 0.5, milliseconds: 20 },
  { label: "a", score: 0.7, unseen: 0.1, milliseconds: 3 },
];

test("the sketch of two stretches is the sketch of both together", () => {
  const merged = mergeSketches(sketchOf(answers.slice(0, 1), 2), sketchOf(answers.slice(1), 1));
  expect(merged).toEqual(sketchOf(answers, 3));
  expect(merged.requests).toBe(6);
});

test("no traffic adds nothing", () => {
  expect(mergeSketches(emptySketch, sketchOf(answers, 0))).toEqual(sketchOf(answers, 0));
});
