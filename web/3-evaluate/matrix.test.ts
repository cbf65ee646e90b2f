import { expect, test } from "vitest";
import { matrixOf } from "./matrix.ts";

const labels = ["a", "b", "c"].map((id) => ({ id, name: id }));
const confusion = [
  { actual: "a", predicted: "a", items: 8 },
  { actual: "a", predicted: "b", items: 2 },
  { actual: "b", predicted: "b", items: 5 },
  { actual: "c", predicted: "c", items: 4 },
];

test("a cell tells its share of the label it belongs to", () => {
  const { rows } = matrixOf({ kind: "choice", labels, confusion });
  expect(rows[0]?.map((cell) => cell.items)).toEqual([8, 2, 0]);
  expect(rows[0]?.[1]?.share).toBe(0.2);
});

test("of many labels those with the most mistakes are drawn, and how many are not is told", () => {
  const drawn = matrixOf({ kind: "choice", labels, confusion }, 2);
  expect(drawn.labels.map((label) => label.id)).toEqual(["a", "b"]);
  expect(drawn.hidden).toBe(1);
});

test("a label that no item had and nobody was given is left out", () => {
  expect(matrixOf({ kind: "choice", labels: [...labels, { id: "d", name: "d" }], confusion }).labels).toHaveLength(3);
});

test("of a rating every level is drawn in its order, used or not", () => {
  const levels = ["1", "2", "3", "4", "5"].map((id) => ({ id, name: id }));
  const rated = [
    { actual: "5", predicted: "4", items: 3 },
    { actual: "1", predicted: "1", items: 2 },
  ];
  const { labels: drawn, rows } = matrixOf({ kind: "rating", labels: levels, confusion: rated });
  expect(drawn.map((level) => level.id)).toEqual(["1", "2", "3", "4", "5"]);
  expect(rows[4]?.map((cell) => cell.items)).toEqual([0, 0, 0, 3, 0]);
});
