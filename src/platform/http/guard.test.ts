import { expect, test } from "vitest";
import { hostRule } from "./guard.ts";

test("a loopback server answers to loopback names with any port, and to no name that a page made up", () => {
  const rule = hostRule({ host: "127.0.0.1", publicUrl: undefined, more: [] });
  for (const host of ["127.0.0.1:4000", "localhost:80", "LOCALHOST", "[::1]:4000"])
    expect(rule.allows(host), host).toBe(true);
  for (const host of ["evil.example", "evil.example:4000", "127.0.0.1.evil.example", "", undefined])
    expect(rule.allows(host)).toBe(false);
});

test("a public address adds its own name", () => {
  const rule = hostRule({ host: "0.0.0.0", publicUrl: "https://label.example.org", more: ["other.internal"] });
  expect(rule.allows("label.example.org")).toBe(true);
  expect(rule.allows("other.internal:8080")).toBe(true);
  expect(rule.allows("example.org")).toBe(false);
});

test("a page of another origin is refused, also one of another port; programs without an origin are not", () => {
  const rule = hostRule({ host: "127.0.0.1", publicUrl: undefined, more: [] });
  expect(rule.allowsPage(undefined, "127.0.0.1:4000")).toBe(true);
  expect(rule.allowsPage("http://127.0.0.1:4000", "127.0.0.1:4000")).toBe(true);
  expect(rule.allowsPage("http://127.0.0.1:9999", "127.0.0.1:4000")).toBe(false);
  expect(rule.allowsPage("null", "127.0.0.1:4000")).toBe(false);
  expect(rule.allowsPage("null", undefined)).toBe(false);
});

test("behind a proxy that passes its own name on, pages of the public address are ours, and no others", () => {
  const rule = hostRule({ host: "127.0.0.1", publicUrl: "https://label.example.org/", more: [] });
  expect(rule.allowsPage("https://label.example.org", "127.0.0.1:4000")).toBe(true);
  expect(rule.allowsPage("http://label.example.org", "127.0.0.1:4000")).toBe(false);
  expect(rule.allowsPage("https://evil.example", "127.0.0.1:4000")).toBe(false);
});
