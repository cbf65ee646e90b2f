import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { callIn } from "./calls.ts";

const given = { origin: "http://127.0.0.1:4000", endpoint: "support-live", text: `Where's my "order"? $HOME \\ قهوة` };

test("the shell hands the text on exactly as it was typed", () => {
  const script = callIn("curl", given).replace(/^curl /, "printf '%s\\n' ");
  const printed = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8", env: { HANDLOOM_KEY: "hl_key" } })
    .trimEnd()
    .split("\n");
  expect(JSON.parse(printed.at(-1) ?? "")).toEqual({ text: given.text });
  expect(printed).toContain("Authorization: Bearer hl_key");
});

test("Python and TypeScript carry the text as a quoted string", () => {
  for (const language of ["python", "typescript"] as const)
    expect(callIn(language, given)).toContain(JSON.stringify(given.text));
});

test("every call goes to this server and this endpoint", () => {
  expect(callIn("curl", given)).toContain("http://127.0.0.1:4000/api/v1/endpoints/support-live/predict");
  expect(callIn("typescript", given)).toContain('endpoint: "support-live"');
});
