import { describe, expect, test } from "vitest";
import { bringBack, emptyHand, merge, putAway, saved, type Task } from "./hand.ts";

const task = (item: string, suggested?: string): Task => ({
  item,
  text: `text of ${item}`,
  heldUntil: "2026-11-20T12:00:00Z",
  suggestions: suggested === undefined ? {} : { q: { source: "live", number: 1, scores: [[suggested, 0.9]] } },
  answers: {},
  previous: {},
});
const names = (hand: { tasks: readonly Task[] }) => hand.tasks.map((one) => one.item);
const three = merge(emptyHand, { tasks: [task("a"), task("b"), task("c")], refill: 1 });

describe("a hand of items", () => {
  test("keeps its order when the server tells it in another", () => {
    expect(names(merge(three, { tasks: [task("d"), task("c"), task("b"), task("a")], refill: 2 }))).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
  });

  test("never changes what the person looks at, but gives the next items their newest suggestions", () => {
    const hand = merge(three, { tasks: [task("a", "refund"), task("b", "refund")], refill: 2 });
    expect(hand.tasks[0]?.suggestions.q).toBeUndefined();
    expect(hand.tasks[1]?.suggestions.q?.scores).toEqual([["refund", 0.9]]);
  });

  test("does not bring back an answered item by a late reply", () => {
    const answered = putAway(three);
    expect(names(merge(answered, { tasks: [task("a"), task("b"), task("c")], refill: 2 }))).toEqual(["b", "c"]);
    const told = saved(answered, { item: "a", nextRefill: 3 });
    expect(names(merge(told, { tasks: [task("a"), task("b")], refill: 2 }))).toEqual(["b", "c"]);
  });

  test("lets a skipped item come again once the skip is saved", () => {
    const skipped = saved(putAway(three), { item: "a", nextRefill: 3 });
    expect(names(merge(skipped, { tasks: [task("a")], refill: 3 }))).toEqual(["b", "c", "a"]);
  });

  test("shows an item that was taken back at once, and only once", () => {
    const back = bringBack(putAway(three), task("a"));
    expect(names(back)).toEqual(["a", "b", "c"]);
    expect(names(merge(back, { tasks: [task("a"), task("b")], refill: 1 }))).toEqual(["a", "b", "c"]);
  });
});
