import { expect, test } from "vitest";
import { openLog } from "./log.ts";

test("a warning that is said again and again is written once a minute, with how often it was said meanwhile", () => {
  const lines: Record<string, unknown>[] = [];
  let now = 0;
  const log = openLog({
    level: "info",
    process: "test",
    write: (line) => lines.push(JSON.parse(line)),
    now: () => now,
  });
  for (; now < 150_000; now += 250) log.warn({ error: new Error("gone") }, "Trying again.");
  log.warn({ error: "another" }, "Trying again.");
  log.warn({ project: "p1", error: "another" }, "Trying again.");
  for (const _ of [1, 2]) log.error({ error: "bad" }, "An error is always said.");
  for (const _ of [1, 2]) log.info({}, "As is what is no warning.");
  expect(lines.map(({ msg, repeated, project }) => [msg, repeated, project])).toEqual([
    ["Trying again.", undefined, undefined],
    ["Trying again.", 239, undefined],
    ["Trying again.", 239, undefined],
    ["Trying again.", undefined, undefined],
    ["Trying again.", undefined, "p1"],
    ["An error is always said.", undefined, undefined],
    ["An error is always said.", undefined, undefined],
    ["As is what is no warning.", undefined, undefined],
    ["As is what is no warning.", undefined, undefined],
  ]);
});
