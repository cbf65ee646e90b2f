import { expect, test } from "vitest";
import { caselessLabel, cleanLabel } from "./clean-label.ts";

test("a name is the same however it is composed, spaced, or sprinkled with what nobody sees", () => {
  const name = "Réclamation client";
  const forms = [
    "Re\u0301clamation client",
    "  Réclamation \u00a0 client ",
    "\ufeffRéclamation\tclient\u200b",
    "Récla\u00admation\nclient",
    "\u202aRéclamation client\u202c",
    "Réclamation\u200d client",
  ];
  for (const form of forms) expect(cleanLabel(form), JSON.stringify(form)).toBe(name);
});

test("a joiner that changes what is seen stays", () => {
  for (const name of ["👩\u200d💻", "می\u200cخواهم", "क्\u200dष"]) expect(cleanLabel(name)).toBe(name);
});

test("nothing is left of a name without a visible character, and plain names are as they were", () => {
  for (const name of ["", "  ", "\u200b\ufeff", "\u0000"]) expect(cleanLabel(name)).toBeUndefined();
  for (const name of ["yes", "C++ (old)", "a - b"]) expect(cleanLabel(name)).toBe(name);
});

test("names that differ by case only have something in common", () => {
  expect(caselessLabel("STRASSE")).toBe(caselessLabel("straße"));
  expect(caselessLabel("Réclamation")).toBe(caselessLabel("réclamation"));
  expect(caselessLabel("delivery")).not.toBe(caselessLabel("deliveries"));
});
