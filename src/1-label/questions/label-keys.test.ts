import { expect, test } from "vitest";
import { firstFreeKeys } from "./label-keys.ts";

test("labels get digits, then letters, and never a key that is taken or that skips or undoes", () => {
  expect(firstFreeKeys(["2"], 3)).toEqual(["1", "3", "4"]);
  const all = firstFreeKeys([], 1000);
  expect(new Set(all).size).toBe(all.length);
  expect(all).not.toContain("s");
  expect(all).not.toContain("z");
});
