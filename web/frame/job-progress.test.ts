import { expect, test } from "vitest";
import { isActive, secondsLeft } from "./job-progress.tsx";

const startedAt = "2026-11-20T12:00:00.000Z";
const after = (seconds: number) => Date.parse(startedAt) + seconds * 1000;

test("the time that is left follows from the pace so far", () => {
  expect(secondsLeft({ done: 25, total: 100, startedAt }, after(10))).toBe(30);
});

test("no time is told while nothing is known: no total, nothing done, or just begun", () => {
  expect(secondsLeft({ done: 25, startedAt }, after(10))).toBeUndefined();
  expect(secondsLeft({ done: 0, total: 100, startedAt }, after(10))).toBeUndefined();
  expect(secondsLeft({ done: 25, total: 100, startedAt }, after(0.5))).toBeUndefined();
});

test("a job that nobody has heard of yet counts as active", () => {
  expect(isActive(undefined)).toBe(true);
  expect(isActive({ state: "cancelled" })).toBe(false);
});
