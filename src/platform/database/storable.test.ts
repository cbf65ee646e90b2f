import { expect, test } from "vitest";
import { isStorable, storable, storableJson } from "./storable.ts";

test("a text is stored without NUL and halves of characters", () => {
  expect(storable("a\u0000b\ud83d")).toBe("a\ufffdb\ufffd");
  expect(storable("😀")).toBe("😀");
});

test("so are the names and texts of a JSON value; a text that only looks like an escape stays", () => {
  const odd = { "na\ud800me": ["\u0000", "😀", { deep: "x\udfff" }], same: "\\u0000 \\ud800 \\\\\u0001\n" };
  expect(JSON.parse(storableJson(odd))).toEqual({
    "na\ufffdme": ["\ufffd", "😀", { deep: "x\ufffd" }],
    same: odd.same,
  });
});

test("a text with NUL or half of a character is not storable as it is", () => {
  expect(["a\u0000", "\ud83d", "x\udfff y"].filter(isStorable)).toEqual([]);
  expect(isStorable("😀 \\u0000 \u0001")).toBe(true);
});
