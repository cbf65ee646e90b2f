import { expect, test } from "vitest";
import { contentHash } from "./content-hash.ts";
import { emptyFilter } from "./known-content.ts";

test("what was met is always met again, and of the rest hardly anything is taken for met", () => {
  const mayHold = emptyFilter();
  const hashes = (name: string) =>
    Array.from({ length: 100_000 }, (_, k) => contentHash("dataset_a", { text: `${name} ${k}` }));
  const first = hashes("first");
  // After n of them a bit is set with 1 - exp(-4n / 2^27), and four are looked at: 8e-11 at 100,000.
  expect(first.filter((hash) => mayHold(hash))).toEqual([]);
  expect(first.every((hash) => mayHold(hash))).toBe(true);
  expect(hashes("second").filter((hash) => mayHold(hash)).length).toBeLessThan(3);
});
