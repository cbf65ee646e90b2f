import fc from "fast-check";
import { expect, test } from "vitest";
import { readTexts, writeIntegers, writeNumbers, writeTexts, writeTruths } from "./tensor-bytes.ts";

const given = { field: "data", most: 1000 };
const read = (...bytes: number[]) => readTexts(Uint8Array.from(bytes), given);

test("texts have their length before them, the lowest byte first", () => {
  expect([...writeTexts(["é", ""])]).toEqual([2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0]);
  expect(read(2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0)).toEqual(["é", ""]);
  expect(read()).toEqual([]);
});

test("what was written is read as it was, a byte order mark included", () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constant("\ufeffa")), { maxLength: 20 });
  fc.assert(fc.property(texts, (some) => void expect(readTexts(writeTexts(some), given)).toEqual(some)));
});

test("bytes that are no such texts are refused with the name of the field, whatever they are", () => {
  expect(() => read(5, 0, 0)).toThrow('"data" ends within the length of a text.');
  expect(() => read(1, 0, 0, 0, 97, 255, 255, 255, 255, 98)).toThrow(
    '"data" ends before text 1 does, by the length it says.',
  );
  expect(() => read(1, 0, 0, 0, 0xff)).toThrow('"data.0" is not UTF-8.');
  expect(() => readTexts(new Uint8Array(4 * 1001), given)).toThrow('"data" holds more than 1000 texts.');
  const either = (bytes: Uint8Array) => {
    try {
      return readTexts(bytes, given).every((text) => typeof text === "string");
    } catch (thrown) {
      return (thrown as { facts?: { field?: string } }).facts?.field?.startsWith("data") === true;
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), either));
});

test("numbers are doubles, the lowest byte first; truths are one byte each", () => {
  const bytes = writeNumbers([0.25, -2]);
  expect([...new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))]).toEqual([
    0.25, -2,
  ]);
  expect([...writeTruths([true, false])]).toEqual([1, 0]);
});

test("integers take four bytes, the lowest first", () => {
  expect([...writeIntegers([4, 258])]).toEqual([4, 0, 0, 0, 2, 1, 0, 0]);
});
