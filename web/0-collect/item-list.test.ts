import { expect, test } from "vitest";
import { inSight } from "./item-list.tsx";

test("only the rows in the window and a few around them are drawn", () => {
  expect(inSight({ top: 200, height: 860, rows: 1_000_000 })).toEqual({ from: 0, to: 22 });
  expect(inSight({ top: -56_000, height: 860, rows: 1_000_000 })).toEqual({ from: 990, to: 1026 });
});

test("a list that got shorter than what was scrolled shows its end, not a fault", () => {
  expect(inSight({ top: -56_000, height: 860, rows: 12 })).toEqual({ from: 12, to: 12 });
  expect(inSight({ top: 0, height: 860, rows: 0 })).toEqual({ from: 0, to: 0 });
});
