import { expect, test } from "vitest";
import { shownShares } from "./shares.tsx";

const share = (name: string, now: number, reference: number) => ({ label: name, name, now, reference });

test("a label that is answered far more often, or far less, than when tested is marked", () => {
  const rows = shownShares([share("refund", 0.21, 0.08), share("late", 0.19, 0.22), share("gone", 0, 0.12)]);
  expect(rows.map((row) => [row.name, row.moved])).toEqual([
    ["refund", true],
    ["late", false],
    ["gone", true],
  ]);
});

test("of many labels those with the most weight now or then are shown", () => {
  const rows = shownShares([share("small", 0.01, 0.01), share("was big", 0.01, 0.4), share("big", 0.5, 0.1)], 2);
  expect(rows.map((row) => row.name)).toEqual(["big", "was big"]);
});
