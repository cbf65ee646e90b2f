import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readConfig } from "#config";
import { generatedFiles } from "./generate.ts";

test("the generated files are those of the source: npm run generate writes them anew", async () => {
  for (const { path, text } of generatedFiles()) expect(await readFile(path, "utf8"), path.pathname).toBe(text);
});

test("a wrong setting is refused with its name and what it is for", () => {
  expect(() => readConfig({ PORT: "many" })).toThrow(/The setting PORT is not valid.*Where the app is served/);
  expect(() => readConfig({ DATABASE_URL: "mysql://x" })).toThrow(/postgres:/);
});

test("every setting has a default that works on a laptop", () => {
  expect(readConfig({})).toMatchObject({ PORT: 4000, HANDLOOM_HOST: "127.0.0.1", HANDLOOM_SAMPLE: "yes" });
});
