import { expect, test } from "vitest";
import { safeBack } from "./safe-back.ts";

test("after signing in one is where one was", () => {
  expect(safeBack("/p/project_1/label?state=open")).toBe("/p/project_1/label?state=open");
});

test("an address elsewhere is never followed", () => {
  for (const back of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", undefined])
    expect(safeBack(back)).toBe("/");
});
