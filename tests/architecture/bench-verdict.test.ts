import { expect, test } from "vitest";
import { type Line, verdictOf } from "../../bench/report.ts";

const line = (over: Partial<Line>): Line => ({ bench: "b", case: "c", metric: "m", ...over });

test("a bench succeeds only when something was measured, nothing was left out, and every target was met", () => {
  expect(verdictOf([line({ met: true }), line({})])).toEqual({ ok: true, sentence: "Every target met (1)." });
  expect(verdictOf([])).toEqual({ ok: false, sentence: "Nothing was measured." });
  expect(verdictOf([line({ skipped: "no data" })])).toEqual({ ok: false, sentence: "Not measured: c (no data)." });
  const both = verdictOf([line({ met: true }), line({ met: false }), line({ case: "d", skipped: "no peer" })]);
  expect(both).toEqual({ ok: false, sentence: "Missed: c, m. Not measured: d (no peer)." });
});
