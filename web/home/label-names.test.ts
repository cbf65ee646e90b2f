import { expect, test } from "vitest";
import { labelNames } from "./label-names.ts";

test("labels are pasted one a line; empty lines and repeated names fall away", () => {
  expect(labelNames("refund\r\n  delivery late \n\nrefund\nbroken item\n")).toEqual([
    "refund",
    "delivery late",
    "broken item",
  ]);
});

test("a label may hold commas and other signs", () => {
  expect(labelNames("yes, but late\nno (never)")).toEqual(["yes, but late", "no (never)"]);
});

test("nothing pasted is no label", () => {
  expect(labelNames("  \n ")).toEqual([]);
});
