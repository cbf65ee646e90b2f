import { expect, test } from "vitest";
import { classesSentence } from "./choose-columns.tsx";

const classes = [
  { name: "art", documents: 120 },
  { name: "law", documents: 40 },
  { name: "sport", documents: 90 },
];

test("a folder tells how many classes and documents it has", () => {
  expect(classesSentence(classes, 10)).toBe("3 classes, 250 documents.");
});

test("classes with too few documents are named before anything is taken", () => {
  expect(classesSentence(classes, 100)).toBe("3 classes, 250 documents. Too few in law (40), sport (90).");
});
