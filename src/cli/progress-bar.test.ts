import { expect, test } from "vitest";
import { barLine, openProgressBar } from "./progress-bar.ts";

test("a bar shows its share, and a count where the total is not known", () => {
  expect(barLine({ done: 5, total: 10, message: "Reading" })).toBe(`${"█".repeat(12)}${"░".repeat(12)}  50 % Reading`);
  expect(barLine({ done: 20, total: 10, message: "" })).toContain("100 %");
  expect(barLine({ done: 2000, total: undefined, message: "Rows" })).toBe("Rows 2,000");
});

test("nothing is written where nobody looks", () => {
  const written: string[] = [];
  const stream = { columns: 80, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  const silent = openProgressBar({ ...stream, isTTY: false });
  silent.show(1, 2, "x");
  silent.clear();
  expect(written).toEqual([]);
  const shown = openProgressBar({ ...stream, isTTY: true });
  shown.show(1, 2, "x");
  shown.clear();
  expect(written).toHaveLength(2);
});
