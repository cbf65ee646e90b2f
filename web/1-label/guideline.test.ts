import { expect, test } from "vitest";
import { pieces } from "./guideline.tsx";

test("words between two stars are strong, single stars are just stars", () => {
  expect(pieces("**Refund** is about money, 2 * 3")).toEqual([
    { text: "Refund", isStrong: true },
    { text: " is about money, 2 * 3", isStrong: false },
  ]);
});

test("what looks like a tag stays text", () => {
  expect(pieces("<b>no</b>")).toEqual([{ text: "<b>no</b>", isStrong: false }]);
});
