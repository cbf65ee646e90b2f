import { expect, test } from "vitest";
import type { Label } from "../frame/index.ts";
import { firstSuggested, labelRows } from "./label-rows.ts";

const label = (id: string, position: number, more: Partial<Label> = {}): Label => ({
  id,
  name: id,
  description: "",
  position,
  retired: false,
  ...more,
});
const labels = [label("card", 0), label("refund", 1), label("old", 2, { retired: true }), label("fee", 3)];
const names = (rows: ReturnType<typeof labelRows>) => rows.map((row) => row.label.id);

test("suggested labels stand first, by their probability; the others follow in their own order", () => {
  const rows = labelRows(
    {
      suggestion: {
        source: "live",
        number: 3,
        scores: [
          ["fee", 0.7],
          ["refund", 0.2],
        ],
      },
      previous: undefined,
    },
    labels,
  );
  expect(names(rows)).toEqual(["fee", "refund", "card"]);
  expect(rows.map((row) => row.share)).toEqual([0.7, 0.2, undefined]);
});

test("without a suggestion every label stands at its own place, so that nothing tells an audit item apart", () => {
  expect(names(labelRows({ suggestion: undefined, previous: undefined }, labels))).toEqual(["card", "refund", "fee"]);
});

test("retired labels are not offered, even when a suggestion names them", () => {
  expect(
    names(
      labelRows({ suggestion: { source: "live", number: 1, scores: [["old", 0.9]] }, previous: undefined }, labels),
    ),
  ).not.toContain("old");
});

test("the answer that was taken back is never hidden behind many others", () => {
  expect(names(labelRows({ suggestion: undefined, previous: "fee" }, labels))[0]).toBe("fee");
});

test("Enter takes the suggestion that is drawn first: none of a retired label, and nothing where nothing is suggested", () => {
  const suggesting = (...scores: [string, number][]) =>
    firstSuggested(labelRows({ suggestion: { source: "live", number: 3, scores }, previous: undefined }, labels));
  expect(suggesting(["fee", 0.7], ["refund", 0.2])).toBe("fee");
  expect(suggesting(["old", 0.7], ["refund", 0.2])).toBe("refund");
  expect(suggesting(["old", 0.99])).toBeUndefined();
  expect(firstSuggested(labelRows({ suggestion: undefined, previous: undefined }, labels))).toBeUndefined();
});
