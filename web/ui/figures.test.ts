import { describe, expect, test } from "vitest";
import {
  ago,
  bytes,
  count,
  counted,
  duration,
  honestPercent,
  likely,
  milliseconds,
  plusMinus,
  shortCount,
  withDoubt,
} from "./figures.ts";

describe("a figure with its doubt", () => {
  test("reads like a sentence", () => {
    expect(withDoubt({ value: 0.864, low: 0.824, high: 0.8951 })).toBe("86.4 %, likely 82 to 90");
  });
  test("shows no digit behind the point when ten points or more are open", () => {
    expect(honestPercent({ value: 0.7512, low: 0.62, high: 0.85 })).toBe("75 %");
  });
  test("never makes the interval narrower than it is, nor wider by a rounding error", () => {
    expect(likely({ value: 0.5, low: 0.419, high: 0.581 })).toBe("likely 41 to 59");
    expect(likely({ value: 0.5, low: 0.29, high: 0.57 })).toBe("likely 29 to 57");
    expect(likely({ value: 1, low: 1, high: 1 })).toBe("likely 100 to 100");
  });
  test("fits a narrow place as half its width in points, never as certain", () => {
    expect(plusMinus({ value: 0.864, low: 0.824, high: 0.904 })).toBe("± 4");
    expect(plusMinus({ value: 1, low: 0.999, high: 1 })).toBe("± 1");
  });
});

describe("counts and sizes", () => {
  test("have their thousands apart and agree with their noun", () => {
    expect(count(2000)).toBe("2,000");
    expect(counted(1, "label")).toBe("1 label");
    expect(counted(2, "class", "classes")).toBe("2 classes");
  });
  test("get shorter where there is little room", () => {
    expect([950, 99_999, 250_400, 1_234_567, 23_000_000].map(shortCount)).toEqual([
      "950",
      "99,999",
      "250 k",
      "1.2 M",
      "23 M",
    ]);
  });
  test("say their unit", () => {
    expect([812, 1400, 3_200_000, 14_000_000_000].map(bytes)).toEqual(["812 B", "1.4 kB", "3.2 MB", "14 GB"]);
    expect([0.02, 0.42, 18.3, 1240].map(milliseconds)).toEqual(["< 0.1 ms", "0.4 ms", "18 ms", "1.2 s"]);
  });
});

describe("time", () => {
  test("is told in the largest unit that fits", () => {
    expect([0.2, 42, 1080, 9000].map(duration)).toEqual(["1 second", "40 seconds", "18 minutes", "3 hours"]);
  });
  test("gone by is short, and becomes a date after two weeks", () => {
    const now = Date.parse("2026-11-20T12:00:00Z");
    expect(ago("2026-11-20T11:59:30Z", now)).toBe("now");
    expect(ago("2026-11-20T11:56:00Z", now)).toBe("4 min");
    expect(ago("2026-11-20T09:00:00Z", now)).toBe("3 h");
    expect(ago("2026-11-17T12:00:00Z", now)).toBe("3 d");
    expect(ago("2026-10-01T12:00:00Z", now)).toBe("1 Oct 2026");
  });
});
