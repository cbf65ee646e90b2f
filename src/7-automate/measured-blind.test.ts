import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import { evaluateTraining, judgePart, type Measuring } from "#evaluate";
import { type Id, newId } from "#ids";
import {
  createProject,
  giveAnswers,
  handOutTasks,
  labelJobs,
  labelNames,
  liveNumber,
  readExamples,
  readProgress,
  readQuestion,
  takeSnapshot,
} from "#label";
import { registerJobs } from "#register";
import { generateMessages } from "#sample";
import { runQueued, testWorld } from "#tests/world";
import { startLiveTraining } from "#train";
import { automateJobs } from "./jobs.ts";
import { startTraining } from "./start-training.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
let question: Id<"question">;
const jobs = [...labelJobs, ...registerJobs, ...automateJobs] as never;
const held = ["audit", "test", "validation"] as const;
const meant = new Map<string, string>();
/** Items that the live model ranked at some time, and those that came with a suggestion. */
const [ranked, suggested] = [new Set<string>(), new Set<string>()];

beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  project = await createProject(world, {
    ...{ workspace, name: "blind", task: "classify", guideline: "", auditShare: 0.3 },
    labels: [...new Set(generateMessages({ count: 2000, seed: 1 }).map((one) => one.label))],
  });
  question = (await readQuestion(world, project)).id;
  await take(generateMessages({ count: 300, seed: 1 }), undefined);
  await take(generateMessages({ count: 60, seed: 2 }), "validation");
  await take(generateMessages({ count: 30, seed: 3 }), "test");
});
afterAll(() => opened.close());

async function take(messages: ReturnType<typeof generateMessages>, split: "test" | "validation" | undefined) {
  const { world, workspace } = opened;
  for (const one of messages) meant.set(one.text, one.label);
  const body = (async function* () {
    yield new TextEncoder().encode(messages.map(({ text }) => JSON.stringify({ text })).join("\n"));
  })();
  const file = { name: "m.jsonl", format: undefined, askedBy: "p", body };
  const { import: id } = await uploadImport(world, { workspace, project, ...file });
  const options = { split, duplicates: "skip" as const, minPerClass: 100 };
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
  await runQueued(world, jobs);
}

async function notePool(): Promise<void> {
  const rows = await opened.world.db.selectFrom("pool").select("item").where("project", "=", project).execute();
  for (const row of rows) ranked.add(row.item);
}

/** Answers what the queue hands out, with what it suggests, as the screen does. */
async function answer(count: number): Promise<number> {
  const { world, workspace } = opened;
  const idOf = new Map([...(await labelNames(world, project))].map(([id, name]) => [name, id]));
  const { tasks } = await handOutTasks(world, { project, person: "p", count });
  for (const { item, text, suggestions } of tasks) {
    if (suggestions[question]) suggested.add(item);
    await giveAnswers(world, {
      ...{ annotation: newId("annotation"), workspace, project, item: item as Id<"item">, suggestions },
      answers: { [question]: { labels: [idOf.get(meant.get(text) ?? "") ?? ""] } },
      ...{ author: "p", authorKind: "person", mayReview: "no" },
    });
  }
  return tasks.length;
}

const snapshotNow = () => takeSnapshot(opened.world, { project, question, workspace: opened.workspace });

async function labelledOf(part: (typeof held)[number]): Promise<Id<"item">[]> {
  const { world, workspace } = opened;
  const found: Id<"item">[] = [];
  const { id: snapshot } = await snapshotNow();
  for await (const examples of readExamples(world, { snapshot, workspace, parts: [part] }))
    found.push(...examples.map((one) => one.item));
  return found;
}

/** What judging needs: the artifact of the newest training on the labels of now. */
async function measuringNow(): Promise<Measuring> {
  const { world, workspace } = opened;
  const { run, artifact } = await world.db
    .selectFrom("version")
    .select(["run", "artifact"])
    .orderBy("number", "desc")
    .executeTakeFirstOrThrow();
  const bytes = await world.blobs.read(workspace, artifact);
  const { id: snapshot } = await snapshotNow();
  return {
    run: run as Id<"run">,
    project,
    question,
    workspace,
    version: undefined,
    snapshot,
    artifact: bytes,
    seed: 1,
  };
}

test("no item that is measured was ever ranked or came with a suggestion, the whole way from the file to the figure", {
  timeout: 120_000,
}, async () => {
  const { world, workspace } = opened;
  await answer(100);
  const live = startLiveTraining(world);
  live.changed(project);
  try {
    for (let turn = 0; turn < 200; turn++) {
      await notePool();
      if ((await liveNumber(world, question)) === 0) {
        await sleep(100);
        continue;
      }
      live.changed(project);
      if ((await answer(20)) === 0) break;
    }
    const audited = async () => {
      live.changed(project);
      return (await readProgress(world, { project, person: "p" })).questions[0]?.accuracy?.items ?? 0;
    };
    await expect.poll(audited, { timeout: 30_000, interval: 500 }).toBeGreaterThanOrEqual(20);
  } finally {
    await live.stop();
  }
  await notePool();
  expect(ranked.size).toBeGreaterThan(30);
  expect(suggested.size).toBeGreaterThan(30);
  await startTraining(world, {
    workspace,
    project,
    options: { recipe: "text-linear", seed: 1, features: "words" },
    askedBy: "p",
  });
  await runQueued(world, jobs);
  const measuring = await measuringNow();
  for (const part of held) {
    const items = await labelledOf(part);
    expect(items.length, part).toBeGreaterThan(20);
    expect(items.filter((item) => ranked.has(item) || suggested.has(item))).toEqual([]);
    const judged = await judgePart(world, measuring, part);
    expect(judged.map((one) => one.item).sort()).toEqual([...items].sort());
  }
  const { questions } = await readProgress(world, { project, person: "p" });
  expect(questions[0]?.accuracy?.items).toBeLessThanOrEqual((await labelledOf("audit")).length);
});

test("whoever answers a held-out item with a suggestion of their own in sight is recorded, and it is measured on no more", async () => {
  const { world, workspace } = opened;
  const label = [...(await labelNames(world, project)).keys()][0] ?? "";
  for (const part of held) {
    const [item] = await labelledOf(part);
    if (!item) throw new Error(`Nothing of the ${part} was labelled.`);
    await giveAnswers(world, {
      ...{ annotation: newId("annotation"), workspace, project, item, answers: { [question]: { labels: [label] } } },
      suggestions: { [question]: { source: "version", number: 1, scores: [[label, 0.9]] } },
      ...{ author: "key_p", authorKind: "key", mayReview: "yes" },
    });
    const judged = await judgePart(world, await measuringNow(), part);
    expect(judged.length).toBe((await labelledOf(part)).length - 1);
    expect(judged.map((one) => one.item)).not.toContain(item);
  }
});

test("a training is never measured on fewer than 20 items where it can be on more", async () => {
  const { world, workspace } = opened;
  const few = (await labelledOf("test")).slice(19);
  await world.db
    .updateTable("annotation")
    .set({ suggestion: { source: "live", number: 1, scores: [] } as never })
    .where("item", "in", few)
    .execute();
  const { run } = await measuringNow();
  await world.db
    .updateTable("run")
    .set({ snapshot: (await snapshotNow()).id })
    .where("id", "=", run)
    .execute();
  const evaluated = await evaluateTraining(world, { run, project, workspace, fence: async () => undefined });
  expect(evaluated.split).toBe("audit");
  expect(evaluated.items).toBeGreaterThanOrEqual(20);
});
