import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnswerValue, answerValue, questionKinds } from "./contract.ts";
import { answerKind, keyOf, kindOf } from "./kinds.ts";

const rating = fc.integer({ min: 1, max: 10 }).map((level): AnswerValue => ({ rating: level }));
const choice = fc.constantFrom("label_a", "label_b", "label_c").map((label): AnswerValue => ({ labels: [label] }));
const ofKind = { choice, rating } as const;

describe.each(questionKinds)("a %s", (name) => {
  const kind = answerKind(name);
  const value = ofKind[name];

  test("is told by its value, which has a key that leads back to it", () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(kindOf(answerValue.parse(one))).toBe(name);
        expect(kind.valueOf(keyOf(one) ?? "")).toEqual(one);
        expect(kind.keysOf(one)).toEqual([keyOf(one)]);
      }),
    );
  });

  test("is decided by what most say: one of what was said, tied only where as many say something else", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), ([first, ...others]) => {
        const said = [first as AnswerValue, ...others].map((one) => keyOf(one));
        const combined = kind.combine([first as AnswerValue, ...others]);
        const votes = (key: string | undefined) => said.filter((one) => one === key).length;
        const most = Math.max(...said.map(votes));
        expect(votes(keyOf(combined.value))).toBe(most);
        expect(combined.isTied).toBe(new Set(said.filter((one) => votes(one) === most)).size > 1);
      }),
    );
  });
});

test("of tied labels the earliest counts, of tied levels the one nearest to the median of all", () => {
  const labels = ["label_b", "label_a"].map((label) => ({ labels: [label] }));
  expect(answerKind("choice").combine(labels as [AnswerValue])).toEqual({ value: labels[0], isTied: true });
  const levels = [1, 1, 3, 4, 4].map((level) => ({ rating: level }));
  expect(answerKind("rating").combine(levels as [AnswerValue, ...AnswerValue[]])).toEqual({
    value: { rating: 4 },
    isTied: true,
  });
});

test("a value of the other kind, a level beyond the last and a label that may not be given are refused with the field", () => {
  const about = { field: "answers.q", settings: { levels: 5 }, label: null };
  const refused = (run: () => unknown) => {
    try {
      return run();
    } catch (thrown) {
      return (thrown as { facts?: { field?: string } }).facts?.field;
    }
  };
  const { choice: ofChoice, rating: ofRating } = { choice: answerKind("choice"), rating: answerKind("rating") };
  expect(refused(() => ofChoice.checked({ rating: 1 }, about))).toBe("answers.q");
  expect(refused(() => ofChoice.checked({ labels: ["label_x"] }, about))).toBe("answers.q.labels");
  expect(refused(() => ofChoice.checked({ labels: ["a", "b"] }, { ...about, label: "a" }))).toBe("answers.q.labels");
  expect(refused(() => ofRating.checked({ labels: ["a"] }, about))).toBe("answers.q");
  expect(refused(() => ofRating.checked({ rating: 6 }, about))).toBe("answers.q.rating");
  expect(ofRating.checked({ rating: 5 }, about)).toEqual({ rating: 5 });
  expect(ofChoice.checked({ labels: ["merged"] }, { ...about, label: "into" })).toEqual({ labels: ["into"] });
});
