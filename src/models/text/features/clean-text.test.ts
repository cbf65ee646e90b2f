import fc from "fast-check";
import { expect, test } from "vitest";
import { charactersRead, cleanText } from "./clean-text.ts";
import { mostFeatures, readFeatures } from "./read-features.ts";

const wordsOf = (text: string) => readFeatures(text, "words").words;
const keysOf = (text: string) => {
  const { keys, count } = readFeatures(text, "all");
  return Array.from(keys.subarray(0, count));
};

test("case and the way accents are composed make no difference", () => {
  expect(cleanText("CAFE\u0301")).toBe("café");
  expect(keysOf("CAFE\u0301")).toEqual(keysOf("café"));
});

test("words are runs of letters and digits of any script", () => {
  expect(wordsOf("it's 5 o'clock, привет मिर्च!")).toBe(7);
});

test("scripts without spaces are cut into words", () => {
  expect(wordsOf("ฉันรักภาษาไทย")).toBeGreaterThan(2);
  expect(wordsOf("我想取消我的订单")).toBeGreaterThan(2);
  expect(wordsOf("カードをなくしました")).toBeGreaterThan(2);
});

test("an empty text, spaces and punctuation have no words", () => {
  for (const text of ["", "   \n\t", "?!... --"]) expect(wordsOf(text)).toBe(0);
});

test("a word pair knows the beginning and the end of the text", () => {
  const pairs = (text: string) => {
    const { keys, words, wordFeatures } = readFeatures(text, "words");
    return Array.from(keys.subarray(words, wordFeatures));
  };
  expect(pairs("a b")).toHaveLength(3);
  expect(pairs("a b").filter((key) => pairs("b a").includes(key))).toHaveLength(0);
});

test("character grams are those of 2 to 5 characters inside the padded word", () => {
  const { wordFeatures, count } = readFeatures("ab", "all"); // " ab ": 3 of two, 2 of three, 1 of four
  expect(count - wordFeatures).toBe(6);
});

test("of a very long text only the beginning is read", () => {
  const long = "x ".repeat(charactersRead);
  expect(keysOf(long)).toEqual(keysOf(long.slice(0, charactersRead)));
});

test("any text at all is read within the room there is", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => keysOf(text).length <= mostFeatures));
  for (const piece of ["ﷺ", "İ", "字", "ก ", "a ", "\u0344", "abc"]) {
    expect(keysOf(piece.repeat(charactersRead)).length).toBeLessThan(mostFeatures);
  }
});
