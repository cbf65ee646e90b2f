import { expect, test } from "vitest";
import { hotkeyFor, namesOf, printed } from "./keys.ts";

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

const press = (written: string, code: string, shiftKey = false) => namesOf({ key: written, code, shiftKey });

test("a key is what it writes; digits and letters of other scripts are also where they are on the keyboard", () => {
  expect(press("S", "KeyS", true)).toEqual(["s"]);
  expect(press("é", "Digit2")).toEqual(["é", "2"]);
  expect(press("ы", "KeyS")).toEqual(["ы", "s"]);
  expect(press("ש", "KeyA")).toEqual(["ש", "a"]);
  expect(press("１", "Digit1")).toEqual(["1", "1"]);
});

test("a Latin letter is never taken for its neighbour, and Shift with a digit is no digit", () => {
  expect(press("a", "KeyQ")).toEqual(["a"]);
  expect(press("ß", "Minus")).toEqual(["ß"]);
  expect(press("!", "Digit1", true)).toEqual(["!"]);
  expect(press("Enter", "Enter")).toEqual(["enter"]);
});
