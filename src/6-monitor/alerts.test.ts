import { afterAll, beforeAll, expect, test } from "vitest";
import type { Id } from "#ids";
import { trafficWorld } from "#tests/traffic";
import type { AlertView } from "./contract.ts";
import { listAlerts } from "./read-alerts.ts";
import { readMonitor } from "./read-monitor.ts";

let opened: Awaited<ReturnType<typeof trafficWorld>>;
const day = 86_400_000;

beforeAll(async () => {
  opened = await trafficWorld([300, 300, 99]);
});
afterAll(() => opened.close());

const monitorOf = (name: string) =>
  readMonitor(opened.world, { workspace: opened.workspace, project: opened.project, name, window: "day" });
const states = async (name: string) =>
  (await monitorOf(name)).alerts.map((one) => [one.version, one.state, one.ended] as const);

test("an alert opens past its threshold, stands at the edge, and ends where traffic is usual again", async () => {
  await opened.deploy("edge", 1);
  await opened.ask("edge", { version: 1, count: 300, share: 0.9 });
  await opened.watch();
  expect(await states("edge")).toEqual([[1, "open", undefined]]);
  await opened.ask("edge", { version: 1, count: 560, share: 0.5 });
  await opened.watch();
  const { now, state } = await monitorOf("edge");
  expect(now.labelDrift).toBeLessThan(now.thresholds.labelDrift ?? 0);
  expect(state).toBe("drifting");
  await opened.ask("edge", { version: 1, count: 2400, share: 0.5 });
  await opened.watch();
  expect(await states("edge")).toEqual([[1, "over", "usual again"]]);
});

test("the alert of a version ends when another answers, which may have one of its own", async () => {
  await opened.deploy("two", 1);
  await opened.ask("two", { version: 1, count: 300, share: 0.9 });
  await opened.watch();
  await opened.deploy("two", 2);
  await opened.watch();
  expect(await states("two")).toEqual([[1, "over", "other version"]]);
  await opened.ask("two", { version: 2, count: 300, share: 0.9 });
  await opened.watch();
  expect(await states("two")).toEqual([
    [2, "open", undefined],
    [1, "over", "other version"],
  ]);
});

test("an alert ends when its traffic has gone quiet for a day", async () => {
  await opened.deploy("quiet", 1);
  await opened.ask("quiet", { version: 1, count: 300, share: 0.9 });
  await opened.watch();
  opened.moveClock(day + 300_000);
  await opened.watch();
  expect(await states("quiet")).toEqual([[1, "over", "quiet traffic"]]);
  expect((await monitorOf("quiet")).state).toBe("quiet traffic");
});

test("with fewer than 100 items that a version never saw there is no profile, and it says how many are missing", async () => {
  await opened.deploy("small", 3);
  await opened.ask("small", { version: 3, count: 300, share: 0.9 });
  await opened.watch();
  const { state, sentence, alerts, now } = await monitorOf("small");
  expect({ state, alerts }).toEqual({ state: "no profile", alerts: [] });
  expect(sentence).toContain("and 1 is missing");
  expect(now.labelDrift).toBeUndefined();
});

test("each point of the series has the threshold of its own size", async () => {
  await opened.deploy("points", 1);
  await opened.ask("points", { version: 1, count: 60, share: 0.5 });
  opened.moveClock(2 * 3_600_000);
  await opened.ask("points", { version: 1, count: 1500, share: 0.5 });
  const { series } = await monitorOf("points");
  const [few, many] = series.filter((one) => one.requests > 0);
  expect(few?.thresholds.labelDrift).toBeGreaterThan(many?.thresholds.labelDrift ?? 1);
  expect(few?.labelDrift).toBeLessThan(few?.thresholds.labelDrift ?? 0);
});

test("the alerts of twelve endpoints are listed a page at a time, and none of them is lost", async () => {
  const names = Array.from({ length: 12 }, (_, k) => `many-${String(k).padStart(2, "0")}`);
  for (const name of names) {
    await opened.deploy(name, 1);
    await opened.ask(name, { version: 1, count: 150, share: 0.95 });
  }
  await opened.watch();
  const found: AlertView[] = [];
  for (let after: Id<"alert"> | undefined; ; ) {
    const page = await listAlerts(opened.world, { project: opened.project, state: "standing", limit: 5, after });
    found.push(...page);
    if (page.length < 5) break;
    after = page.at(-1)?.id as Id<"alert">;
  }
  expect(
    found
      .filter((one) => names.includes(one.endpoint))
      .map((one) => one.endpoint)
      .sort(),
  ).toEqual(names);
  expect(new Set(found.map((one) => one.id)).size).toBe(found.length);
});
