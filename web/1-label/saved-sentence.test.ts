import { expect, test } from "vitest";
import { savedSentence } from "./saved-sentence.ts";

const nameOf = (label: string | undefined) => `“${label}”`;

test("a screen says that a label is saved only when it counts", () => {
  expect(savedSentence({ given: "a", counts: "a", how: "person", nameOf })).toBe("Saved: “a”");
  expect(savedSentence({ given: "a", counts: "a", how: "reviewed", nameOf })).toBe("Saved: “a”");
});

test("an answer that does not count is said to be kept, with what counts and why", () => {
  expect(savedSentence({ given: "a", counts: "b", how: "reviewed", nameOf })).toContain(
    "stays “b”: a reviewer decided",
  );
  expect(savedSentence({ given: "a", counts: "b", how: "majority", nameOf })).toContain(
    "stays “b”: more people say so",
  );
  expect(savedSentence({ given: "a", counts: "b", how: "disputed", nameOf })).toContain("“b” stays until a reviewer");
});
