import { expect, test } from "vitest";
import { hotkeyFor, printed } from "./keys.ts";

const key = (name: string, does: string) => ({ key: name, does, run: () => undefined });
const frame = { name: "Go to", keys: [key("1", "Collect"), key("l", "Continue labelling")] };
const screen = { name: "Labels", keys: [key("1", "refund")] };

test("a screen may take a key from the frame; the others keep their meaning", () => {
  expect(hotkeyFor("1", [frame, screen])?.does).toBe("refund");
  expect(hotkeyFor("l", [frame, screen])?.does).toBe("Continue labelling");
});

test("a key that nobody has does nothing", () => {
  expect(hotkeyFor("x", [frame, screen])).toBeUndefined();
});

test("keys are shown as they are printed", () => {
  expect(["enter", "s", "/", "escape"].map(printed)).toEqual(["↵", "S", "/", "Esc"]);
});
