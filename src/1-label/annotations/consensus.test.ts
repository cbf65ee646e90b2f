import { expect, test } from "vitest";
import { type Answer, decide, isReview, replacedBy, standing } from "./consensus.ts";

let clock = 0;
const answer = (id: string, label: string | null, over: Partial<Answer> = {}): Answer => ({
  id,
  author_kind: "person",
  author: "ada",
  value: label === null ? null : { labels: [label] },
  supersedes: null,
  review: false,
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

test("people who differ are outvoted; while they tie the earliest stays and the item is disputed", () => {
  const two = [answer("a", "spam"), answer("b", "ham", { author: "bob" })];
  expect(decide(two)).toMatchObject({ value: { labels: ["spam"] }, how: "disputed", agreement: 0.5 });
  expect(decide([...two, answer("c", "ham", { author: "cleo" })])).toMatchObject({
    value: { labels: ["ham"] },
    how: "majority",
    agreement: 2 / 3,
    annotations: ["b", "c"],
  });
});

test("a review outranks any number of votes, whether they came before or after it", () => {
  const votes = ["bob", "cleo", "dora"].map((author) => answer(author, "spam", { author }));
  const review = answer("r", "ham", { author: "rita", review: true });
  for (const answers of [
    [...votes, review],
    [review, ...votes],
    [votes[0], review, votes[1]],
  ])
    expect(decide(answers as Answer[])).toMatchObject({
      value: { labels: ["ham"] },
      how: "reviewed",
      annotations: ["r"],
    });
});

test("of two reviews the newer decides; one that is taken back lets the votes count again", () => {
  const votes = ["bob", "cleo"].map((author) => answer(author, "spam", { author }));
  const first = answer("r", "ham", { author: "rita", review: true });
  const second = answer("s", "eggs", { author: "sam", review: true });
  expect(decide([...votes, first, second])?.value).toEqual({ labels: ["eggs"] });
  const undone = answer("u", null, { author: "sam", supersedes: "s" });
  expect(decide([...votes, first, second, undone])?.value).toEqual({ labels: ["ham"] });
  const both = [undone, answer("v", null, { author: "rita", supersedes: "r" })];
  expect(decide([...votes, first, second, ...both])).toMatchObject({ value: { labels: ["spam"] }, how: "majority" });
});

test("an answer replaces one's own, else one that no person gave; those of other people it stands beside", () => {
  const answers = [answer("a", "spam", { author: "bob" }), answer("k", "ham", { author_kind: "key", author: "key" })];
  expect(replacedBy("ada", answers)).toBeUndefined();
  expect(replacedBy("bob", answers)).toBe("a");
  const imported = answer("i", "spam", { author_kind: "import", author: "import_1" });
  expect(replacedBy("ada", [imported])).toBe("i");
});

test("a reviewer who looks at what others said reviews; one who is first, or changes what only they said, votes", () => {
  const reviewer = { author: "rita", mayReview: "yes" } as const;
  expect(isReview(reviewer, [])).toBe(false);
  expect(isReview(reviewer, [answer("a", "spam", { author: "rita" })])).toBe(false);
  expect(isReview(reviewer, [answer("i", "spam", { author_kind: "import", author: "import_1" })])).toBe(false);
  const others = [answer("a", "spam", { author: "rita" }), answer("b", "ham", { author: "bob" })];
  expect(isReview(reviewer, others)).toBe(true);
  expect(isReview({ author: "ada", mayReview: "no" }, others)).toBe(false);
});
