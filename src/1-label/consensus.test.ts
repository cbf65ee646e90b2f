import { expect, test } from "vitest";
import { type Answer, decide, replacedBy, standing } from "./consensus.ts";

let clock = 0;
const answer = (id: string, label: string | null, over: Partial<Answer> = {}): Answer => ({
  id,
  author_kind: "person",
  author: "ada",
  value: label === null ? null : { labels: [label] },
  supersedes: null,
  created_at: new Date(++clock),
  ...over,
});

test("one person's answer counts, and says so", () => {
  expect(decide([answer("a", "spam")])).toEqual({
    value: { labels: ["spam"] },
    how: "person",
    agreement: 1,
    annotations: ["a"],
  });
});

test("a changed answer replaces one's own", () => {
  const answers = [answer("a", "spam"), answer("b", "ham", { supersedes: "a" })];
  expect(decide(answers)?.value).toEqual({ labels: ["ham"] });
});

test("an undo takes the answer back, and what it had replaced stands again", () => {
  const imported = answer("a", "spam", { author_kind: "import", author: "import_1" });
  const changed = answer("b", "ham", { supersedes: "a" });
  expect(decide([imported, changed, answer("c", null, { supersedes: "b" })])).toMatchObject({
    value: { labels: ["spam"] },
    how: "imported",
  });
  expect(decide([answer("a", "spam"), answer("b", null, { supersedes: "a" })])).toBeUndefined();
});

test("an undo of an undo is a new answer, and stands", () => {
  const answers = [answer("a", "spam"), answer("b", null, { supersedes: "a" }), answer("c", "spam")];
  expect(standing(answers).map((one) => one.id)).toEqual(["c"]);
});

test("people who differ are outvoted, and of equals the earliest counts", () => {
  const two = [answer("a", "spam"), answer("b", "ham", { author: "bob" })];
  expect(decide(two)).toMatchObject({ value: { labels: ["spam"] }, how: "majority", agreement: 0.5 });
  expect(decide([...two, answer("c", "ham", { author: "cleo" })])).toMatchObject({
    value: { labels: ["ham"] },
    agreement: 2 / 3,
    annotations: ["b", "c"],
  });
});

test("a reviewer's answer replaces another person's; an annotator's stands beside it", () => {
  const answers = [answer("a", "spam", { author: "bob" })];
  expect(replacedBy({ author: "ada", mayReview: "yes" }, answers)).toBe("a");
  expect(replacedBy({ author: "ada", mayReview: "no" }, answers)).toBeUndefined();
  expect(decide([...answers, answer("b", "ham", { supersedes: "a" })])).toMatchObject({
    how: "reviewed",
    value: { labels: ["ham"] },
  });
});
