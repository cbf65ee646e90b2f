import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trafficWorld } from "#tests/traffic";
import type { MonitorView } from "./contract.ts";
import { readEndpointToday, readMonitor } from "./read-monitor.ts";

let opened: Awaited<ReturnType<typeof trafficWorld>>;
const hour = 3_600_000;
const day = 24 * hour;

beforeAll(async () => {
  opened = await trafficWorld([300, 300]);
});
afterAll(() => opened.close());

const monitorOf = (name: string, window: MonitorView["window"]) =>
  readMonitor(opened.world, { workspace: opened.workspace, project: opened.project, name, window });
const todayOf = (name: string) =>
  readEndpointToday(opened.world, { workspace: opened.workspace, project: opened.project, name });

/** What sending items to be labelled does to the open alerts of an endpoint. */
async function answerAlerts(name: string): Promise<void> {
  const now = opened.world.clock.now();
  await sql`update alert set state = 'answered', ended = 'answered', ended_at = ${now}, changed_at = ${now}, tasks = 40
    from endpoint where endpoint.id = alert.endpoint and endpoint.name = ${name} and alert.state = 'open'`.execute(
    opened.world.db,
  );
}

test("what is said of an endpoint is about its last day, whatever span is drawn", async () => {
  await opened.deploy("spans", 1);
  for (let before = 0; before < 4; before++) {
    await opened.ask("spans", { version: 1, count: 3000, share: 0.5 });
    opened.moveClock(day + hour);
  }
  await opened.ask("spans", { version: 1, count: 1500, share: 0.75 });
  await opened.watch();
  await answerAlerts("spans");
  opened.moveClock(2 * hour);
  const views = await Promise.all((["hour", "day", "week"] as const).map((window) => monitorOf("spans", window)));
  expect(views.map((view) => view.state)).toEqual(["drifting", "drifting", "drifting"]);
  expect(new Set(views.map((view) => view.sentence)).size).toBe(1);
  expect(views[0]?.sentence).toContain("Items were sent to be labelled.");
  // Only what is drawn is of the span.
  expect(views.map((view) => view.now.requests)).toEqual([0, 1500, 4 * 3000 + 1500]);
  expect((await todayOf("spans")).state).toBe("drifting");
});

test("a version that answers as usual is not said to drift because the one before did, and was answered with labels", async () => {
  await opened.deploy("loop", 1);
  await opened.ask("loop", { version: 1, count: 4000, share: 0.9 });
  await opened.watch();
  await answerAlerts("loop");
  expect((await monitorOf("loop", "week")).state).toBe("drifting");
  await opened.deploy("loop", 2);
  // As far from the profile as chance brings a hundred answers, and further than it brings thousands.
  await opened.ask("loop", { version: 2, count: 100, share: 0.62 });
  const { state, sentence } = await monitorOf("loop", "week");
  expect({ state, sentence }).toEqual({
    state: "calm",
    sentence: "The traffic looks like the items that the version never learned from.",
  });
  // What was asked counts, whoever answered.
  expect(await todayOf("loop")).toMatchObject({ state: "calm", today: 4100, errors: 0 });
});

test("too few answers of the last day are said as such, one of them too", async () => {
  await opened.deploy("few", 1);
  await opened.ask("few", { version: 1, count: 1, share: 1 });
  expect((await monitorOf("few", "hour")).sentence).toMatch(/^1 answer in the last 24 hours; from 100 on/);
});
