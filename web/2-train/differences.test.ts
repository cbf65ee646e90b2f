import { expect, test } from "vitest";
import { differences } from "./differences.ts";

test("a run shows what differs from the run before it", () => {
  expect(differences({ features: "words", seed: 1 }, { features: "all", seed: 1 })).toEqual([["features", "words"]]);
});

test("the first run shows all it was told", () => {
  expect(differences({ features: "all", seed: 1 }, undefined)).toEqual([
    ["features", "all"],
    ["seed", "1"],
  ]);
});

test("the same again shows nothing, nested values too", () => {
  expect(differences({ grid: { c: [1, 2] } }, { grid: { c: [1, 2] } })).toEqual([]);
});
