import { expect, test } from "vitest";
import { answered, beginDraft, isWhole, moved, news } from "./draft.ts";

const mood = { id: "mood", kind: "choice", required: true } as const;
const stars = { id: "stars", kind: "rating", required: true } as const;
const note = { id: "note", kind: "choice", required: false } as const;
const questions = [mood, stars, note];

test("the first open question is asked, then the next; what counts already is not asked again", () => {
  const draft = beginDraft({ answers: { mood: { labels: ["good"] } } }, questions);
  expect(draft.asked).toBe("stars");
  const next = answered(draft, questions, { question: "stars", label: "4" });
  expect(next).toMatchObject({ asked: "note", answers: { mood: { labels: ["good"] }, stars: { rating: 4 } } });
  expect(isWhole(next, questions, "all")).toBe(false);
  expect(isWhole(next, questions, "required")).toBe(true);
  expect(news(next, { answers: { mood: { labels: ["good"] } } })).toEqual({ stars: { rating: 4 } });
});

test("an answer may be changed before it is saved, and arrows go from question to question and no further", () => {
  const draft = beginDraft({ answers: {} }, questions);
  const once = answered(draft, questions, { question: "mood", label: "good" });
  const twice = answered(moved(once, questions, -1), questions, { question: "mood", label: "bad" });
  expect(twice.answers).toEqual({ mood: { labels: ["bad"] } });
  expect(twice.asked).toBe("stars");
  expect(moved(draft, questions, -1).asked).toBe("mood");
  expect(moved({ ...draft, asked: "note" }, questions, 1).asked).toBe("note");
});

test("an item whose every question counts already is shown from its first one, and saving it anew saves what differs", () => {
  const answers = { mood: { labels: ["good"] }, stars: { rating: 2 }, note: { labels: ["x"] } };
  const draft = beginDraft({ answers }, questions);
  expect(draft.asked).toBe("mood");
  const changed = answered(draft, questions, { question: "mood", label: "good" });
  expect(news(changed, { answers })).toEqual({});
});
