import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import type { Id } from "#ids";
import { createProject, labelJobs, readExamples, readQuestion, readTexts } from "#label";
import { openModel } from "#models";
import { modelKindNames } from "#models/contract";
import { patient, runQueued, testWorld } from "#tests/world";
import { createRun } from "./create-run.ts";
import type { FoldedRow } from "./out-of-fold.ts";
import { readOutOfFold, readTrained, type TrainedRun } from "./read-trained.ts";
import { trainRun } from "./train-run.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;
const newProject = () => {
  const common = { task: "classify", labels: [], guideline: "", auditShare: 0 } as const;
  return createProject(opened.world, { workspace: opened.workspace, name: `train ${++count}`, ...common });
};

/** Takes texts of a label each, into a split if one is named. */
async function take(project: Id<"project">, labels: Readonly<Record<string, number>>, split?: "test" | "validation") {
  const { world, workspace } = opened;
  const rows = Object.entries(labels).flatMap(([label, texts]) =>
    Array.from({ length: texts }, (_, at) => ({
      text: `${split ?? "learn"} ${label} speaks of ${label} ${at}`,
      label,
    })),
  );
  const body = (async function* () {
    yield new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join("\n"));
  })();
  const about = { workspace, project, askedBy: "p" };
  const { import: id } = await uploadImport(world, { ...about, name: "m.jsonl", format: undefined, body });
  const options = { text: "text", label: "label", split, duplicates: "skip" as const, minPerClass: 100 };
  await startImport(world, { ...about, import: id as Id<"import">, options });
  await runQueued(world, labelJobs as never);
}

const options = { recipe: "text-linear", seed: 1, features: "words" } as const;
const questionIn = async (project: Id<"project">) => (await readQuestion(opened.world, project)).id;
const foldsOf = async (trained: TrainedRun) => {
  const rows: FoldedRow[] = [];
  for await (const row of readOutOfFold(opened.world, { workspace: opened.workspace, trained })) rows.push(row);
  return rows;
};
const rowOf = (run: Id<"run">) =>
  opened.world.db.selectFrom("run").selectAll().where("id", "=", run).executeTakeFirstOrThrow();

test("a run learns from labelled items that are not held out, and names the snapshot that has them", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  await take(project, { parcel: 10 }, "test");
  await take(project, { card: 10 }, "validation");
  const run = await createRun(world, { project, question: await questionIn(project), options, askedBy: "p" });
  await trainRun(world, { run, project, workspace, progress: patient });
  const trained = await readTrained(world, run);
  const taught: string[] = [];
  for await (const some of readExamples(world, { snapshot: trained.snapshot, workspace, parts: ["learn"] }))
    taught.push(...some.map((one) => one.item));
  const rows = await foldsOf(trained);
  expect(rows.map((row) => row.item).sort()).toEqual(taught.sort());
  expect(rows).toHaveLength(60);
  expect(rows.every((row) => row.probabilities.length === 2)).toBe(true);
  expect(await rowOf(run)).toMatchObject({ state: "running", snapshot: trained.snapshot, number: 1 });
});

test("the same seed and labels give the same artifact, byte for byte", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  const hashes: string[] = [];
  for (let k = 0; k < 2; k++) {
    const run = await createRun(world, { project, question: await questionIn(project), options, askedBy: "p" });
    await trainRun(world, { run, project, workspace, progress: patient });
    const { model, outOfFold } = await readTrained(world, run);
    hashes.push(`${model.hash} ${outOfFold}`);
  }
  expect(hashes[1]).toBe(hashes[0]);
});

test.each(modelKindNames)("%s is trained by its recipe, and its artifact answers", async (recipe) => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  const run = await createRun(world, {
    project,
    question: await questionIn(project),
    options: { ...options, recipe },
    askedBy: "p",
  });
  await trainRun(world, { run, project, workspace, progress: patient });
  const trained = await readTrained(world, run);
  expect(trained.recipe).toBe(recipe);
  const model = openModel(await world.blobs.read(workspace, trained.model.hash));
  const rows = await foldsOf(trained);
  const texts = await readTexts(
    world,
    rows.map((row) => row.item),
  );
  const truth = new Map(rows.map((row) => [row.item, row.actual]));
  const right = texts.filter(({ item, text }) => model.labels[model.predict(text).best] === truth.get(item));
  expect(right.length).toBeGreaterThan(55);
  expect(rows.every((row) => row.probabilities.every((one) => one >= 0 && one <= 1))).toBe(true);
});

test("what cannot be learned from is said before anything is trained", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30 });
  await take(project, { card: 30 }, "test");
  const run = await createRun(world, { project, question: await questionIn(project), options, askedBy: "p" });
  await expect(trainRun(world, { run, project, workspace, progress: patient })).rejects.toMatchObject({
    kind: "conflict",
    message: expect.stringContaining("at least two labels with examples; there is one"),
    facts: { labels: 1, examples: 30 },
  });
});

test("an attempt that lost its claim stores nothing, and what is trained is not trained anew", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  const run = await createRun(world, { project, question: await questionIn(project), options, askedBy: "p" });
  const lost = { ...patient, fence: () => Promise.reject(new Error("another attempt has this job")) };
  await expect(trainRun(world, { run, project, workspace, progress: lost })).rejects.toThrow("another attempt");
  expect((await rowOf(run)).snapshot).toBeNull();
  expect(await world.db.selectFrom("run_artifact").select("blob").where("run", "=", run).execute()).toEqual([]);
  await trainRun(world, { run, project, workspace, progress: patient });
  const held = await readTrained(world, run);
  expect((await rowOf(run)).snapshot).toBe(held.snapshot);

  await take(project, { account: 30 });
  await trainRun(world, { run, project, workspace, progress: patient });
  expect(await readTrained(world, run)).toEqual(held);
});
