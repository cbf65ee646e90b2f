import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import { deployVersion, listPredictions, openPredictionLog, readEndpoint, startServing } from "#deploy";
import { compareEvaluations } from "#evaluate";
import { type Id, newId } from "#ids";
import { createProject, handOutTasks, labelJobs, labelNames, mergeLabels, readLabels, readQuestion } from "#label";
import { askForLabels, quietAlert, readMonitor, watchOnce } from "#monitor";
import { askJob } from "#platform/jobs";
import { promoteVersion, readVersion, registerJobs } from "#register";
import { generateMessages } from "#sample";
import { runQueued, testWorld } from "#tests/world";
import { automateJobs, standardFlow } from "./jobs.ts";
import { readOverview } from "./read-overview.ts";
import { startTraining } from "./start-training.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
const jobs = [...labelJobs, ...registerJobs, ...automateJobs] as never;
beforeAll(async () => {
  opened = await testWorld();
  project = await createProject(opened.world, {
    workspace: opened.workspace,
    name: "loop",
    task: "classify",
    labels: [],
    guideline: "",
    auditShare: 0.15,
  });
});
afterAll(() => opened.close());

async function take(messages: readonly { text: string; label: string }[], split?: "test") {
  const { world, workspace } = opened;
  const text = messages.map((one) => JSON.stringify(one)).join("\n");
  const body = (async function* () {
    yield new TextEncoder().encode(text);
  })();
  const { import: id } = await uploadImport(world, {
    workspace,
    project,
    name: "m.jsonl",
    format: undefined,
    askedBy: "p",
    body,
  });
  const options = { label: "label", split, duplicates: "skip" as const, minPerClass: 100 };
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
  await runQueued(world, jobs);
}

test("labels teach a model, which is measured on what it never saw, registered, and the same again for the same seed", async () => {
  await take(generateMessages({ count: 500, seed: 1 }));
  await take(generateMessages({ count: 300, seed: 2 }), "test");
  const results = [];
  for (let k = 0; k < 2; k++) {
    await startTraining(opened.world, {
      workspace: opened.workspace,
      project,
      options: { recipe: "text-linear", seed: 7, features: "all" },
      askedBy: "p",
    });
    results.push(
      (await runQueued(opened.world, jobs)) as {
        version: number;
        split: string;
        items: number;
        metrics: { accuracy: { value: number; low: number; high: number } };
      },
    );
  }
  const [first, second] = results;
  expect(first).toMatchObject({ version: 1, split: "test" });
  expect(first?.items).toBeGreaterThan(250);
  expect(first?.metrics.accuracy.value).toBeGreaterThan(0.6);
  expect(first?.metrics.accuracy.low).toBeLessThan(first?.metrics.accuracy.value ?? 0);
  expect(second).toMatchObject({ version: 2, metrics: first?.metrics });
  const artifacts = await opened.world.db.selectFrom("version").select(["artifact", "profile"]).execute();
  expect(artifacts[0]?.profile).toMatchObject({ from: "held out", items: first?.items });
  expect(new Set(artifacts.map((row) => row.artifact)).size).toBe(1);
});

test("production that asks for something else opens an alert, which labels answer", async () => {
  const { world, workspace } = opened;
  const by = { workspace, project, by: "p", reason: "" };
  await promoteVersion(world, { ...by, version: "newest", alias: "champion" });
  await deployVersion(world, { ...by, name: "loop-live", version: "champion" });
  const endpoint = await readEndpoint(world, { workspace, name: "loop-live" });
  const version = await readVersion(world, { project, version: "champion" });
  const names = await labelNames(world, project);
  const label = [...names.keys()][0] ?? "";
  const log = openPredictionLog(world, { texts: "yes" });
  for (let k = 0; k < 300; k++) {
    log.add({
      id: newId("prediction"),
      endpoint: endpoint.id as Id<"endpoint">,
      version: version.id as Id<"version">,
      at: world.clock.now(),
      text: `where is the parcel ${k}`,
      label,
      score: 0.5 + (k % 50) / 100,
      unseen: 0,
      milliseconds: 1,
    });
  }
  await log.stop();
  opened.moveClock(6000);
  await watchOnce(world);
  const monitor = await readMonitor(world, { workspace, project, name: "loop-live", window: "day" });
  expect(monitor.state).toBe("drifting");
  expect(monitor.now).toMatchObject({ requests: 300, errors: 0 });
  const alert = monitor.alerts.find((one) => one.kind === "label-drift");
  expect(alert?.sentence).toContain(names.get(label));
  await watchOnce(world);
  expect((await readMonitor(world, { workspace, project, name: "loop-live", window: "day" })).alerts).toHaveLength(
    monitor.alerts.length,
  );

  const asked = await askForLabels(world, { workspace, project, name: "loop-live", count: 5, alert: undefined });
  expect(asked).toEqual({ added: 5, known: 0 });
  const { tasks } = await handOutTasks(world, { project, person: "p", count: 3 });
  for (const task of tasks) expect(task.text).toContain("where is the parcel");
  const answered = await readMonitor(world, { workspace, project, name: "loop-live", window: "day" });
  expect(answered.alerts.every((one) => one.state === "answered")).toBe(true);
  // The traffic is as far away as before: that it was answered makes nothing calm.
  expect(answered).toMatchObject({ state: "drifting", sentence: expect.stringContaining("sent to be labelled") });
  expect(await askForLabels(world, { workspace, project, name: "loop-live", count: 5, alert: undefined })).toEqual({
    added: 0,
    known: 5,
  });
});

test("an alert about which everything asked for is labelled already stays open; one that is quiet is no calm", async () => {
  const { world, workspace } = opened;
  await world.db.updateTable("alert").set({ state: "open", ended: null, ended_at: null }).execute();
  await world.db.updateTable("task").set({ state: "done" }).where("project", "=", project).execute();
  const about = { workspace, project, name: "loop-live" };
  await askForLabels(world, { ...about, count: 5, alert: undefined });
  const monitor = await readMonitor(world, { ...about, window: "day" });
  expect(monitor.alerts.map((one) => one.state)).toEqual(monitor.alerts.map(() => "open"));
  const { id: endpoint } = await readEndpoint(world, { workspace, name: "loop-live" });
  for (const alert of monitor.alerts)
    await quietAlert(world, { endpoint: endpoint as Id<"endpoint">, alert: alert.id, hours: 24 });
  const quiet = await readMonitor(world, { ...about, window: "week" });
  expect(quiet).toMatchObject({ state: "drifting", sentence: monitor.alerts[0]?.sentence });
});

test("the overview says where the loop stands", async () => {
  const overview = await readOverview(opened.world, { workspace: opened.workspace, project });
  expect(overview.steps.map((step) => step.step)).toEqual([
    "collect",
    "label",
    "train",
    "evaluate",
    "register",
    "deploy",
    "monitor",
    "automate",
  ]);
  expect(overview.endpoints).toEqual([expect.objectContaining({ name: "loop-live", version: 2, today: 300 })]);
  expect(overview.lately.length).toBeGreaterThan(3);
});

test("a version that learned two labels which are one now answers, is measured and is watched as if it had learned one", async () => {
  const { world, workspace } = opened;
  const question = (await readQuestion(world, project)).id;
  const [gone, stays] = (await readLabels(world, question)).map((one) => one.id as Id<"label">);
  if (!gone || !stays) throw new Error("The project has no two labels.");
  const asking = { workspace, project, askedBy: "p" };
  const evaluate = () =>
    askJob(world, registerJobs[0] as never, {
      ...asking,
      title: "Evaluate",
      input: { version: version.id, split: "test" } as never,
    });
  const version = await readVersion(world, { project, version: "champion" });
  await evaluate();
  type Measured = { evaluation: string; items: number; perLabel: { label: string }[] };
  const before = (await runQueued(world, jobs)) as unknown as Measured;
  await mergeLabels(world, { ...asking, question, label: gone, into: stays });
  await runQueued(world, jobs);
  await evaluate();
  const after = (await runQueued(world, jobs)) as unknown as Measured;
  const labelsOf = (one: Measured) => one.perLabel.map((row) => row.label);
  expect(labelsOf(before)).toContain(gone);
  expect(labelsOf(after)).toEqual(labelsOf(before).filter((label) => label !== gone));
  expect(after.items).toBe(before.items);
  const compared = await compareEvaluations(world, {
    project,
    a: before.evaluation,
    b: after.evaluation,
    numbers: async () => new Map(),
  });
  expect(compared.items).toBe(before.items);

  const serving = await startServing(world, "test");
  const served = serving.find(workspace, "loop-live");
  await serving.stop();
  expect(served?.stored.labels).toContain(gone);
  expect(served?.predictor.labels).not.toContain(gone);
  expect(new Set(served?.names).size).toBe(served?.names.length);
  const monitor = await readMonitor(world, { workspace, project, name: "loop-live", window: "day" });
  expect(monitor.shares.map((one) => one.label)).not.toContain(gone);
  expect(monitor.shares.find((one) => one.label === stays)?.now).toBe(1);
  const listed = { endpoint: served?.endpoint as Id<"endpoint">, project, after: undefined, limit: 5 };
  const { rows: predictions } = await listPredictions(world, { ...listed, label: stays });
  expect(predictions).toHaveLength(5);

  await startTraining(world, { ...asking, options: { recipe: "text-linear", seed: 7, features: "words" } });
  const trained = (await runQueued(world, jobs)) as { version: number };
  const next = await world.db
    .selectFrom("version")
    .select("signature")
    .where("number", "=", trained.version)
    .executeTakeFirstOrThrow();
  expect(next.signature.labels.map((one) => one.id)).toEqual(
    served?.predictor.labels.filter((label) => label !== gone).toSorted(),
  );
});

test("a training that was cancelled before it began is cancelled as a run, too", async () => {
  const { world, workspace } = opened;
  const options = { recipe: "text-linear", seed: 8, features: "all" } as const;
  const { run, job } = await startTraining(world, { workspace, project, options, askedBy: "p" });
  const given = { job, workspace, project, askedBy: "p", input: { run } };
  for (let twice = 0; twice < 2; twice++)
    await standardFlow.ended?.(world, given, { state: "cancelled", error: "Cancelled." });
  const row = await world.db.selectFrom("run").select(["state", "ended_at"]).where("id", "=", run).executeTakeFirst();
  expect(row).toEqual({ state: "cancelled", ended_at: expect.any(Date) });
});
