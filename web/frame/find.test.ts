import { describe, expect, test } from "vitest";
import { fitness, rank } from "./find.ts";

const labels = ["refund not showing up", "request refund", "Refund", "card arrival", "café menu", "order change"];
const found = (typed: string) => rank(typed, labels, (name) => name);

describe("finding by a few letters", () => {
  test("puts the whole name first, then beginnings, then beginnings of words", () => {
    expect(found("refund")).toEqual(["Refund", "refund not showing up", "request refund"]);
  });
  test("minds neither case nor accents", () => {
    expect(found("CAFE")).toEqual(["café menu"]);
  });
  test("takes initials and letters with others between", () => {
    expect(found("oc")).toContain("order change");
    expect(found("crdarr")).toEqual(["card arrival"]);
  });
  test("with nothing typed keeps everything in its order", () => {
    expect(found("  ")).toEqual(labels);
  });
  test("finds nothing where nothing fits", () => {
    expect(fitness("xyz", "refund")).toBeUndefined();
  });
});
