import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import {
  answerQuestion,
  deployVersion,
  giveFeedback,
  listEndpoints,
  listPredictions,
  openPredictionLog,
  readEndpoint,
  startServing,
} from "#deploy";
import { compareEvaluations, listEvaluations } from "#evaluate";
import type { Id } from "#ids";
import { createProject, labelJobs, liveNumber, readQuestion } from "#label";
import { readMonitor, watchOnce } from "#monitor";
import { promoteVersion, readVersion, registerJobs } from "#register";
import { generateMessages } from "#sample";
import { addRating, rateItems } from "#tests/rate-items";
import { runQueued, testWorld } from "#tests/world";
import { listRuns, startLiveTraining } from "#train";

import { automateJobs } from "./jobs.ts";
import { readOverview } from "./read-overview.ts";
import { startTraining } from "./start-training.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
let topic: Id<"question">;
let tone: Id<"question">;
const jobs = [...labelJobs, ...registerJobs, ...automateJobs] as never;
const messages = [...generateMessages({ count: 500, seed: 1 }), ...generateMessages({ count: 150, seed: 2 })];
const topics = [...new Set(messages.map((one) => one.label))].sort();
const levelOf = new Map(messages.map((one) => [one.text, 1 + (topics.indexOf(one.label) % 5)]));

beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  const about = { name: "two", task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, ...about });
  topic = (await readQuestion(world, project)).id;
  tone = await addRating(world, { project, name: "tone", levels: 5 });
  await take(messages.slice(0, 500), undefined);
  await take(messages.slice(500), "test");
  await rateItems(world, { project, question: tone, level: (text) => levelOf.get(text) ?? 1 });
});
afterAll(() => opened.close());

async function take(some: typeof messages, split: "test" | undefined): Promise<void> {
  const { world, workspace } = opened;
  const body = (async function* () {
    yield new TextEncoder().encode(some.map((one) => JSON.stringify(one)).join("\n"));
  })();
  const file = { name: "m.jsonl", format: undefined, askedBy: "p", body };
  const { import: id } = await uploadImport(world, { workspace, project, ...file });
  const options = { label: "label", split, duplicates: "skip" as const, minPerClass: 100 };
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
  await runQueued(world, jobs);
}

async function train(question: string | undefined, recipe: "text-linear" | "text-naive-bayes" = "text-linear") {
  const options = { question, recipe, seed: 1, features: "all" } as const;
  await startTraining(opened.world, { workspace: opened.workspace, project, options, askedBy: "p" });
  return (await runQueued(opened.world, jobs)) as {
    version: number;
    question: string;
    split: string;
    metrics: { meanAbsoluteError?: { value: number; low: number; high: number } };
  };
}

const place = () => ({ workspace: opened.workspace, project });
const by = () => ({ ...place(), by: "p", reason: "" });

test("each question is trained, measured and registered by itself, and a number means one version of the project", async () => {
  const { world } = opened;
  expect(await train(undefined)).toMatchObject({ version: 1, question: topic, split: "test" });
  const second = await train("tone");
  expect(second).toMatchObject({ version: 2, question: tone, split: "test" });
  expect(second.metrics.meanAbsoluteError?.value).toBeLessThan(1);
  expect(await train(tone, "text-naive-bayes")).toMatchObject({ version: 3, question: tone });
  expect(await train("topic-of-nobody").catch((thrown: Error) => thrown.message)).toContain('"tone"');

  const runs = await listRuns(world, { project, question: tone, after: undefined, limit: 10 });
  expect(runs.map((run) => `${run.number} ${run.question}`)).toEqual([`3 ${tone}`, `2 ${tone}`]);
  const versions = await world.db.selectFrom("version").select(["number", "model"]).orderBy("number").execute();
  expect(versions.map((one) => one.number)).toEqual([1, 2, 3]);
  expect(new Set(versions.map((one) => one.model)).size).toBe(2);
  const version = (name: string, question?: string) => readVersion(world, { project, version: name, question });
  expect(await version("newest")).toMatchObject({ number: 1, question: topic, kind: "choice" });
  expect(await version("newest", "tone")).toMatchObject({ number: 3, question: tone, kind: "rating" });
  expect(await version("2")).toMatchObject({ number: 2, question: tone });
  await promoteVersion(world, { ...by(), version: "1", alias: "champion" });
  await promoteVersion(world, { ...by(), version: "2", alias: "champion" });
  expect([(await version("champion")).number, (await version("champion", "tone")).number]).toEqual([1, 2]);
});

test("two models of a rating are compared by how far they are away, and never with one of another question", async () => {
  const { world } = opened;
  const rated = await listEvaluations(world, { project, question: tone, limit: 10 });
  const [labelled] = await listEvaluations(world, { project, question: topic, limit: 10 });
  expect(rated).toHaveLength(2);
  const compare = (a = "", b = "") => compareEvaluations(world, { project, a, b, numbers: async () => new Map() });
  const found = await compare(rated[1]?.id, rated[0]?.id);
  expect(found.items).toBe(rated[0]?.items);
  expect(found.error?.difference.value).toBeCloseTo((found.error?.b.value ?? 0) - (found.error?.a.value ?? 0), 9);
  expect(found.sentence).toContain("levels");
  await expect(compare(rated[0]?.id, labelled?.id)).rejects.toMatchObject({
    kind: "conflict",
    message: expect.stringContaining("different questions"),
  });
});

test("an endpoint answers one question for good; that of a rating says the level, what is expected, and takes a level for feedback", async () => {
  const { world, workspace } = opened;
  await deployVersion(world, { ...by(), name: "topics", version: "champion" });
  await deployVersion(world, { ...by(), name: "tones", version: "champion", question: "tone" });
  // What is newest is meant of what the endpoint answers.
  await deployVersion(world, { ...by(), name: "tones", version: "newest" });
  const wrong = deployVersion(world, { ...by(), name: "tones", version: "1" });
  await expect(wrong).rejects.toMatchObject({ kind: "conflict", facts: { field: "name" } });
  const endpoints = await listEndpoints(world, project);
  expect(endpoints.map((one) => [one.name, one.question, one.version])).toEqual([
    ["tones", tone, 3],
    ["topics", topic, 1],
  ]);

  const serving = await startServing(world, "test");
  const log = openPredictionLog(world, { texts: "yes" });
  const served = serving.find(workspace, "tones");
  if (!served) throw new Error("Nothing is served.");
  const answering = { log, clock: world.clock, patience: 1000 };
  const asked = { question: { texts: messages.slice(500).map((one) => one.text), scores: true, log: true }, parsed: 0 };
  const { answers } = (await answerQuestion(answering, served, asked)) as {
    answers: { label: string; rating: number; expected: number; scores: Record<string, number>; prediction: string }[];
  };
  await log.stop();
  await serving.stop();
  for (const { label, rating, expected, scores } of answers) {
    const mean = Object.entries(scores).reduce((sum, [level, share]) => sum + Number(level) * share, 0);
    expect(label).toBe(String(rating));
    expect(expected).toBeCloseTo(mean, 3);
    const below = Object.entries(scores).reduce((sum, [level, share]) => sum + (Number(level) < rating ? share : 0), 0);
    expect(below).toBeLessThan(0.5);
    expect(below + (scores[label] ?? 0)).toBeGreaterThan(0.5 - 1e-4);
  }
  expect(new Set(answers.map((one) => one.rating)).size).toBeGreaterThan(3);

  const endpoint = (await readEndpoint(world, { workspace, name: "tones" })).id as Id<"endpoint">;
  const prediction = answers[0]?.prediction as Id<"prediction">;
  const about = { endpoint, project, question: tone, prediction, by: "p" };
  await giveFeedback(world, { ...about, label: "4" });
  await expect(giveFeedback(world, { ...about, label: "6" })).rejects.toMatchObject({ kind: "invalid" });
  await expect(giveFeedback(world, { ...about, label: topics[0] ?? "" })).rejects.toMatchObject({ kind: "invalid" });
  const listing = { endpoint, project, after: undefined, limit: 200 };
  const { rows } = await listPredictions(world, { ...listing, label: "2" });
  expect(rows.every((row) => row.label === "2")).toBe(true);
  expect(rows).toHaveLength(answers.filter((one) => one.rating === 2).length);
  expect(
    (await listPredictions(world, { ...listing, label: undefined })).rows.find((row) => row.feedback),
  ).toMatchObject({
    id: prediction,
    feedback: "4",
  });
});

test("the traffic of a rating is compared with the levels it answered to what it never saw, and an alert names the level", async () => {
  const { world, workspace } = opened;
  const log = openPredictionLog(world, { texts: "yes" });
  const { id, versionId } = await readEndpoint(world, { workspace, name: "tones" });
  for (let k = 0; k < 400; k++)
    log.add({
      ...{ id: `prediction_${String(k).padStart(32, "0")}`, endpoint: id as Id<"endpoint"> },
      ...{ version: versionId as Id<"version">, at: world.clock.now(), text: "t", label: "5" },
      ...{ score: 0.6, sureness: 0.6, unseen: 0, milliseconds: 1 },
    });
  await log.stop();
  opened.moveClock(6000);
  await watchOnce(world);
  const seen = await readMonitor(world, { ...place(), name: "tones", window: "day" });
  expect(seen).toMatchObject({ question: tone, state: "drifting" });
  expect(seen.shares[0]).toMatchObject({ label: "5", name: "5" });
  const alert = seen.alerts.find((one) => one.kind === "label-drift");
  expect(alert).toMatchObject({ question: tone, sentence: expect.stringContaining('"5" is answered') });
  const told = await world.db.selectFrom("event").select("facts").where("kind", "=", "alert.opened").execute();
  expect(told.every((one) => (one.facts as { question: string }).question === tone)).toBe(true);
});

test("the overview tells of each question what says most of it", async () => {
  const { questions, steps, endpoints } = await readOverview(opened.world, place());
  expect(questions).toMatchObject([
    { question: topic, kind: "choice", newest: 1, champion: 1, headline: { metric: "accuracy", from: "champion" } },
    { name: "tone", kind: "rating", newest: 3, champion: 2, headline: { metric: "meanAbsoluteError", on: "test" } },
  ]);
  const words = Object.fromEntries(steps.map((step) => [step.step, step.words]));
  expect(words).toMatchObject({
    evaluate: expect.stringMatching(/%, \d\.\d\d levels off$/),
    register: "v1, v2",
    deploy: "2 endpoints",
  });
  expect(endpoints.map((one) => [one.name, one.question])).toEqual([
    ["tones", tone],
    ["topics", topic],
  ]);
});

test("a live model follows each question, both rank the same open items, and both come to rest", {
  timeout: 90_000,
}, async () => {
  const { world } = opened;
  await sql`delete from consensus where project = ${project} and item in (select item from consensus where question = ${topic} order by item limit 200)`.execute(
    world.db,
  );
  await sql`update task set state = 'open' where project = ${project} and not exists (
    select from consensus where consensus.project = task.project and consensus.item = task.item)`.execute(world.db);
  const live = startLiveTraining(world);
  live.changed(project);
  try {
    for (const question of [topic, tone])
      await expect.poll(() => liveNumber(world, question), { timeout: 30_000, interval: 200 }).toBeGreaterThan(0);
    // One hears of labels while the other's audit is not fresh: neither may keep the other awake.
    await sleep(2500);
    live.changed(project);
    const numbers = async () => [await liveNumber(world, topic), await liveNumber(world, tone)];
    const isAtRest = async () => {
      const before = await numbers();
      await sleep(3000);
      return (await numbers()).every((one, at) => one === before[at]);
    };
    await expect.poll(isAtRest, { timeout: 30_000, interval: 100 }).toBe(true);
  } finally {
    await live.stop();
  }
  const { rows } = await sql<{ question: string; items: string[]; first: [string, number][] }>`
    select question, array_agg(item order by item) as items, (array_agg(scores order by rank))[1] as first
    from pool where project = ${project} group by question`.execute(world.db);
  expect(rows.map((row) => row.question).sort()).toEqual([topic, tone].sort());
  expect(rows[0]?.items).toEqual(rows[1]?.items);
  const rated = rows.find((row) => row.question === tone);
  expect(rated?.first.every(([level]) => /^[1-5]$/.test(level))).toBe(true);
});

test("live models whose news was missed are found behind their answers and follow again", {
  timeout: 60_000,
}, async () => {
  const { world } = opened;
  await sql`delete from live where project = ${project}`.execute(world.db);
  const live = startLiveTraining(world);
  try {
    for (const question of [topic, tone])
      await expect.poll(() => liveNumber(world, question), { timeout: 20_000, interval: 200 }).toBeGreaterThan(0);
  } finally {
    await live.stop();
  }
});
