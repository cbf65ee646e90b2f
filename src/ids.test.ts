import { expect, test } from "vitest";
import { idAt, isId, newId } from "./ids.ts";

test("ids are UUIDs of version 7 with their kind before them, all different, later ones sorting later", () => {
  const ids = Array.from({ length: 20_000 }, () => newId("item"));
  for (const id of ids) expect(id).toMatch(/^item_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
  const drift = Number.parseInt(ids.at(-1)!.slice(5, 17), 16) - Date.now();
  expect(Math.abs(drift)).toBeLessThan(5000);
});

test("an id is of one kind", () => {
  const id = newId("item");
  expect(isId("item", id)).toBe(true);
  expect(isId("project", id)).toBe(false);
  expect(isId("item", "item_../x")).toBe(false);
});

test("a moment parts the ids that were made before it from those made after", () => {
  const id = newId("item");
  const made = new Date(Number.parseInt(id.slice(5, 17), 16));
  expect(idAt("item", made) <= id).toBe(true);
  expect(idAt("item", new Date(made.getTime() + 1)) > id).toBe(true);
  expect(idAt("item", new Date(0)) < idAt("item", made)).toBe(true);
});
