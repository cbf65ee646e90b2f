import { expect, test } from "vitest";
import { answersAsked, classesSentence, guessed } from "./choose-columns.tsx";

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

test("a column that is called like a further question answers it, and nothing else", () => {
  const questions = [{ name: "topic" }, { name: "Urgency" }, { name: "mood" }];
  const file = { columns: ["text", "urgency", "answers.mood"], guess: { text: "text", label: "urgency" } };
  expect(guessed(file, questions)).toMatchObject({
    text: "text",
    label: "",
    answers: { Urgency: "urgency", mood: "answers.mood" },
  });
  expect(guessed(file, questions.slice(0, 1))).toMatchObject({ label: "urgency", answers: {} });
});

test("what was found and taken away is asked for as none; what was never found stays open", () => {
  const questions = [{ name: "topic" }, { name: "urgency" }, { name: "mood" }];
  const file = { columns: ["text", "urgency"], guess: { text: "text" } };
  expect(answersAsked(file, questions, { label: "", answers: { urgency: "", mood: "" } })).toEqual({
    label: undefined,
    answers: [{ question: "urgency", column: "" }],
  });
  const taken = { ...file, guess: { text: "text", label: "topic" } };
  expect(answersAsked(taken, questions, { label: "", answers: { urgency: "urgency", mood: "text" } })).toEqual({
    label: "",
    answers: [
      { question: "urgency", column: "urgency" },
      { question: "mood", column: "text" },
    ],
  });
});
