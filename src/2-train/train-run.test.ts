import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import type { Id } from "#ids";
import { createProject, labelJobs, readExamples, readTexts } from "#label";
import { openModel } from "#models";
import { modelKindNames } from "#models/contract";
import { patient, runQueued, testWorld } from "#tests/world";
import { createRun } from "./create-run.ts";
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
const rowOf = (run: Id<"run">) =>
  opened.world.db.selectFrom("run").selectAll().where("id", "=", run).executeTakeFirstOrThrow();

test("a run learns from labelled items that are not held out, and names the snapshot that has them", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  await take(project, { parcel: 10 }, "test");
  await take(project, { card: 10 }, "validation");
  const run = await createRun(world, { project, options, askedBy: "p" });
  const trained = await trainRun(world, { run, project, workspace, progress: patient });
  const taught: string[] = [];
  for await (const some of readExamples(world, { snapshot: trained.snapshot.id, workspace, parts: ["learn"] }))
    taught.push(...some.map((one) => one.item));
  expect([...trained.items].sort()).toEqual(taught.sort());
  expect(trained.items).toHaveLength(60);
  expect(trained.outOfFold).toHaveLength(60 * 2);
  expect(await rowOf(run)).toMatchObject({ state: "running", snapshot: trained.snapshot.id, number: 1 });
});

test("the same seed and labels give the same artifact, byte for byte", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  const hashes: string[] = [];
  for (let k = 0; k < 2; k++) {
    const run = await createRun(world, { project, options, askedBy: "p" });
    hashes.push((await trainRun(world, { run, project, workspace, progress: patient })).artifact.hash);
  }
  expect(hashes[1]).toBe(hashes[0]);
});

test.each(modelKindNames)("%s is trained by its recipe, and its artifact answers", async (recipe) => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  const run = await createRun(world, { project, options: { ...options, recipe }, askedBy: "p" });
  const trained = await trainRun(world, { run, project, workspace, progress: patient });
  expect(trained.recipe).toBe(recipe);
  const model = openModel(await world.blobs.read(workspace, trained.artifact.hash));
  const texts = await readTexts(world, trained.items);
  const right = texts.filter(
    ({ text }, row) => model.labels[model.predict(text).best] === trained.labels[trained.truth[row] ?? -1],
  );
  expect(right.length).toBeGreaterThan(55);
  expect(trained.outOfFold.every((one) => one >= 0 && one <= 1)).toBe(true);
});

test("what cannot be learned from is said before anything is trained", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30 });
  await take(project, { card: 30 }, "test");
  const run = await createRun(world, { project, options, askedBy: "p" });
  await expect(trainRun(world, { run, project, workspace, progress: patient })).rejects.toMatchObject({
    kind: "conflict",
    message: expect.stringContaining("at least two labels with examples; there is one"),
    facts: { labels: 1, examples: 30 },
  });
});

test("an attempt that lost its claim leaves what the run learns from, and its artifact, to the one that has it", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, { parcel: 30, card: 30 });
  const run = await createRun(world, { project, options, askedBy: "p" });
  const held = await trainRun(world, { run, project, workspace, progress: patient });
  await take(project, { account: 30 });
  const lost = { ...patient, fence: () => Promise.reject(new Error("another attempt has this job")) };
  await expect(trainRun(world, { run, project, workspace, progress: lost })).rejects.toThrow("another attempt");
  expect((await rowOf(run)).snapshot).toBe(held.snapshot.id);
  const artifacts = await world.db.selectFrom("run_artifact").select("blob").where("run", "=", run).execute();
  expect(artifacts).toEqual([{ blob: held.artifact.hash }]);
});
