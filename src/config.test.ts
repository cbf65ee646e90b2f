import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("a public address may have no path, because the app lives at the root", () => {
  expect(readConfig({ HANDLOOM_PUBLIC_URL: "https://label.example.org/" }).HANDLOOM_PUBLIC_URL).toContain(
    "example.org",
  );
  expect(() => readConfig({ HANDLOOM_PUBLIC_URL: "https://example.org/tools/handloom" })).toThrow("must have no path");
});

test("proxies are named by addresses and ranges", () => {
  expect(readConfig({ HANDLOOM_PROXIES: "10.0.0.0/8, ::1" }).HANDLOOM_PROXIES).toEqual(["10.0.0.0/8", "::1"]);
  for (const wrong of ["proxy.example.org", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0.0/x", "300.1.1.1"])
    expect(() => readConfig({ HANDLOOM_PROXIES: wrong })).toThrow("HANDLOOM_PROXIES");
});
