import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployVersion, openPredictionLog, readEndpoint } from "#deploy";
import { type Id, newId } from "#ids";
import { createProject } from "#label";
import { profileOf } from "#register";
import { testWorld } from "#tests/world";
import type { AlertView } from "./contract.ts";
import { listAlerts } from "./read-alerts.ts";
import { readMonitor } from "./read-monitor.ts";
import { watchOnce } from "./watch.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
let versions: Id<"version">[];
const day = 86_400_000;

beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  const common = { task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, name: "alerts", ...common });
  const model = newId("model");
  await sql`insert into model (id, workspace, project, name) values (${model}, ${workspace}, ${project}, ${model})`.execute(
    world.db,
  );
  versions = [];
  for (const [at, items] of [300, 300, 99].entries()) {
    const id = newId("version");
    const profile = JSON.stringify(profileOf("held out", answers(items, 0.5)));
    await sql`insert into version (id, model, number, artifact, bytes, signature, profile, metrics, approval, created_by)
      values (${id}, ${model}, ${at + 1}, 'x', 1, '{"labels":[]}', ${profile}, '{}', 'approved', 'p')`.execute(
      world.db,
    );
    versions.push(id);
  }
});
afterAll(() => opened.close());

/** Answers of which a share is "a". */
function answers(count: number, share: number) {
  return Array.from({ length: count }, (_, k) => ({
    predicted: ((k * 7) % 100) / 100 < share ? "a" : "b",
    score: 0.5 + (k % 50) / 100,
    unseen: 0,
  }));
}

const deploy = (name: string, version: number) => {
  const { world, workspace } = opened;
  return deployVersion(world, { workspace, project, by: "p", reason: "", name, version: String(version) });
};

async function ask(name: string, given: { version: number; count: number; share: number }) {
  const { world, workspace } = opened;
  const endpoint = (await readEndpoint(world, { workspace, name })).id as Id<"endpoint">;
  const version = versions[given.version - 1] as Id<"version">;
  const log = openPredictionLog(world, { texts: "yes" });
  for (const one of answers(given.count, given.share)) {
    const about = { id: newId("prediction"), endpoint, version, at: world.clock.now(), text: "t", milliseconds: 1 };
    log.add({ ...about, label: one.predicted, score: one.score, unseen: one.unseen });
  }
  await log.stop();
}

async function watch(): Promise<void> {
  opened.moveClock(6000);
  await watchOnce(opened.world);
}

const monitorOf = (name: string) =>
  readMonitor(opened.world, { workspace: opened.workspace, project, name, window: "day" });
const states = async (name: string) =>
  (await monitorOf(name)).alerts.map((one) => [one.version, one.state, one.ended] as const);

test("an alert opens past its threshold, stands at the edge, and ends where traffic is usual again", async () => {
  await deploy("edge", 1);
  await ask("edge", { version: 1, count: 300, share: 0.9 });
  await watch();
  expect(await states("edge")).toEqual([[1, "open", undefined]]);
  await ask("edge", { version: 1, count: 560, share: 0.5 });
  await watch();
  const { now, state } = await monitorOf("edge");
  expect(now.labelDrift).toBeLessThan(now.thresholds.labelDrift ?? 0);
  expect(state).toBe("drifting");
  await ask("edge", { version: 1, count: 2400, share: 0.5 });
  await watch();
  expect(await states("edge")).toEqual([[1, "over", "usual again"]]);
});

test("the alert of a version ends when another answers, which may have one of its own", async () => {
  await deploy("two", 1);
  await ask("two", { version: 1, count: 300, share: 0.9 });
  await watch();
  await deploy("two", 2);
  await watch();
  expect(await states("two")).toEqual([[1, "over", "other version"]]);
  await ask("two", { version: 2, count: 300, share: 0.9 });
  await watch();
  expect(await states("two")).toEqual([
    [2, "open", undefined],
    [1, "over", "other version"],
  ]);
});

test("an alert ends when its traffic has gone quiet for a day", async () => {
  await deploy("quiet", 1);
  await ask("quiet", { version: 1, count: 300, share: 0.9 });
  await watch();
  opened.moveClock(day + 300_000);
  await watch();
  expect(await states("quiet")).toEqual([[1, "over", "quiet traffic"]]);
  expect((await monitorOf("quiet")).state).toBe("quiet traffic");
});

test("with fewer than 100 items that a version never saw there is no profile, and it says how many are missing", async () => {
  await deploy("small", 3);
  await ask("small", { version: 3, count: 300, share: 0.9 });
  await watch();
  const { state, sentence, alerts, now } = await monitorOf("small");
  expect({ state, alerts }).toEqual({ state: "no profile", alerts: [] });
  expect(sentence).toContain("and 1 is missing");
  expect(now.labelDrift).toBeUndefined();
});

test("each point of the series has the threshold of its own size", async () => {
  await deploy("points", 1);
  await ask("points", { version: 1, count: 60, share: 0.5 });
  opened.moveClock(2 * 3_600_000);
  await ask("points", { version: 1, count: 1500, share: 0.5 });
  const { series } = await monitorOf("points");
  const [few, many] = series.filter((one) => one.requests > 0);
  expect(few?.thresholds.labelDrift).toBeGreaterThan(many?.thresholds.labelDrift ?? 1);
  expect(few?.labelDrift).toBeLessThan(few?.thresholds.labelDrift ?? 0);
});

test("the alerts of twelve endpoints are listed a page at a time, and none of them is lost", async () => {
  const names = Array.from({ length: 12 }, (_, k) => `many-${String(k).padStart(2, "0")}`);
  for (const name of names) {
    await deploy(name, 1);
    await ask(name, { version: 1, count: 150, share: 0.95 });
  }
  await watch();
  const found: AlertView[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listAlerts(opened.world, { project, state: "standing", limit: 5, after });
    found.push(...page);
    if (page.length < 5) break;
    after = page.at(-1)?.id;
  }
  expect(
    found
      .filter((one) => names.includes(one.endpoint))
      .map((one) => one.endpoint)
      .sort(),
  ).toEqual(names);
  expect(new Set(found.map((one) => one.id)).size).toBe(found.length);
});
