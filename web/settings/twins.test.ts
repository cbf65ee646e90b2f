import { expect, test } from "vitest";
import { twinsOf } from "./twins.ts";

const label = (name: string, retired = false) => ({ id: name, name, retired });
const items: Record<string, number> = { Refund: 12, refund: 3, REFUND: 7, fee: 40 };
const twins = (...labels: ReturnType<typeof label>[]) =>
  twinsOf(labels, (one) => items[one.name] ?? 0).map(({ from, into }) => `${from.name} into ${into.name}`);

test("labels that differ by case only are twins, those that fewer items have of the one that most have", () => {
  expect(twins(label("refund"), label("fee"), label("Refund"))).toEqual(["refund into Refund"]);
  expect(twins(label("refund"), label("REFUND"), label("Refund"))).toEqual([
    "REFUND into Refund",
    "refund into Refund",
  ]);
});

test("of twins that no item has the first stays", () => {
  expect(twins(label("card"), label("Card"))).toEqual(["Card into card"]);
});

test("letters that change their number with their case are compared as whole names", () => {
  expect(twins(label("Straße"), label("STRASSE"))).toEqual(["STRASSE into Straße"]);
});

test("a retired label is nobody's twin, and names that differ otherwise are none", () => {
  expect(twins(label("refund", true), label("Refund"), label("Refunds"))).toEqual([]);
});
