import { expect, test } from "vitest";
import { problemAt } from "./border.ts";

const border = (name: string, ...prefixes: string[]) => ({
  prefixes,
  problem: () => new Response(name),
});
const borders = [border("ours", "/api/v1"), border("theirs", "/v2", "/also/v2")];

test("a problem is told in the language of the address that was asked, and in ours anywhere else", async () => {
  const language = (path: string) => problemAt(borders, path, { kind: "missing", message: "" }).text();
  const paths = ["/api/v1/projects", "/v2", "/v2/", "/v2/models/a", "/also/v2/x", "/v20", "/also", "/", "/healthz"];
  expect(await Promise.all(paths.map(language))).toEqual([
    ...["ours", "theirs", "theirs", "theirs", "theirs", "ours", "ours", "ours", "ours"],
  ]);
});
