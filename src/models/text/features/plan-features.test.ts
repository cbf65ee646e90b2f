import { expect, test } from "vitest";
import { seededRandom } from "#statistics";
import { openMemory } from "../fit/learner-memory.ts";
import { planFeatures } from "./plan-features.ts";

const random = seededRandom(1);
const wordsOf = (count: number) =>
  Array.from({ length: count }, () => `w${Math.floor(random() * 1e6).toString(36)}`).join(" ");

test("a training reads what was asked for where it fits, and the words only where just they fit, which it says", () => {
  const text = wordsOf(60);
  const plan = (rows: number) => planFeatures({ texts: Array(rows).fill(text), classes: 3, features: "all" });
  expect(plan(100_000)).toEqual({ features: "all" });
  expect(plan(2_000_000)).toEqual({
    features: "words",
    sentence: expect.stringMatching(/^With character grams about [\d,]+ texts .* of these 2,000,000 the words/),
  });
});

test("where not even the words fit, it is refused before it starts, with how many would fit, and those do", () => {
  const text = wordsOf(2000);
  const plan = (rows: number) => planFeatures({ texts: Array(rows).fill(text), classes: 3, features: "all" });
  const most = (() => {
    try {
      plan(1_000_000);
    } catch (thrown) {
      return (thrown as { facts: { most: number } }).facts.most;
    }
    return 0;
  })();
  expect(most).toBeGreaterThan(10_000);
  expect(plan(most).features).toBe("words");
  expect(() => plan(most + 1)).toThrow(/about [\d,]+ of their length fit in a training/);
});

test("memory beyond what can be addressed is a sentence, no RangeError", () => {
  const size = { classes: 4, features: 1000, rows: 1000, entries: 600_000_000 };
  expect(() => openMemory(size, "plain")).toThrow("These texts have more features than fit in memory");
});
