import { expect, test } from "vitest";
import { eachOnce } from "./key-list.tsx";

const key = (name: string, does: string) => ({ key: name, does, run: () => undefined });

test("a key that a screen took from the frame is listed once, with what it does now", () => {
  const groups = [
    { name: "Help", keys: [key("?", "Show the keys")] },
    { name: "Labelling", keys: [key("s", "Skip"), key("?", "Show the keys of the bench")] },
  ];
  expect(eachOnce(groups).map((group) => [group.name, group.keys.map((one) => one.does)])).toEqual([
    ["Labelling", ["Skip", "Show the keys of the bench"]],
  ]);
});
