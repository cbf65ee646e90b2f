import { expect, test } from "vitest";
import { shownShares } from "./shares.tsx";

const share = (name: string, now: number, reference: number) => ({ label: name, name, now, reference });
const moved = (rows: ReturnType<typeof shownShares>) => rows.filter((row) => row.moved).map((row) => row.name);

test("a label that is answered far more often, or far less, than when tested is marked", () => {
  const shares = [share("refund", 0.21, 0.08), share("late", 0.19, 0.22), share("gone", 0, 0.12)];
  expect(moved(shownShares(shares, { now: 1000, reference: 500 }))).toEqual(["refund", "gone"]);
});

test("with few answers the same shares may be chance, and nothing is marked", () => {
  expect(moved(shownShares([share("refund", 0.21, 0.08)], { now: 40, reference: 30 }))).toEqual([]);
});

test("with very many answers a difference of a point is no news", () => {
  expect(moved(shownShares([share("late", 0.2, 0.21)], { now: 1e6, reference: 1e6 }))).toEqual([]);
});

test("of many labels those with the most weight now or then are shown", () => {
  const small = Array.from({ length: 16 }, (_, at) => share(`small ${at}`, 0.01, 0.01));
  const rows = shownShares([...small, share("was big", 0.01, 0.4), share("big", 0.5, 0.1)], { now: 10, reference: 10 });
  expect(rows).toHaveLength(16);
  expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(["big", "was big"]));
});
