import fc from "fast-check";
import { expect, test } from "vitest";
import { createVocabulary, fillVocabulary, lookUp, lookUpOrAdd } from "./vocabulary.ts";

test("keys keep the number of their arrival, however many come", () => {
  const keys = fc.uniqueArray(fc.nat(0xffffffff), { maxLength: 3000 });
  fc.assert(
    fc.property(keys, (unique) => {
      const vocabulary = createVocabulary(10);
      const ids = new Int32Array(unique.length);
      for (const key of unique) lookUpOrAdd(vocabulary, Uint32Array.of(key), { ids, to: 1 });
      lookUp(vocabulary, Uint32Array.from(unique), { ids, from: 0, to: unique.length });
      expect(Array.from(ids)).toEqual(unique.map((_, i) => i));
      expect(Array.from(vocabulary.keys.subarray(0, unique.length))).toEqual(unique);
    }),
    { numRuns: 30 },
  );
});

test("an unknown key is -1, a repeated or crowded filling says so", () => {
  const ids = new Int32Array(1);
  lookUp(createVocabulary(), Uint32Array.of(7), { ids, from: 0, to: 1 });
  expect(ids[0]).toBe(-1);
  expect(fillVocabulary(createVocabulary(), Uint32Array.of(7, 7), 10)).toBe("repeated");
  expect(
    fillVocabulary(
      createVocabulary(),
      Uint32Array.from({ length: 100 }, (_, i) => i << 20),
      10,
    ),
  ).toBe("crowded");
});
