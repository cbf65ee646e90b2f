import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import type { Id } from "#ids";
import { createProject, labelJobs, readQuestion } from "#label";
import { encodeText, fitText } from "#models/text";
import { generateMessages } from "#sample";
import { runQueued, testWorld } from "#tests/world";
import { measureProfile } from "./measure-profile.ts";
import { leastProfile } from "./profile.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let artifact: Uint8Array;

beforeAll(async () => {
  opened = await testWorld();
  const messages = generateMessages({ count: 300, seed: 1 });
  const labels = [...new Set(messages.map((one) => one.label))];
  const truth = Int32Array.from(messages, (one) => labels.indexOf(one.label));
  const texts = messages.map((one) => one.text);
  const trained = fitText({ texts, labels: truth, classes: labels.length, seed: 1, calibrate: "out-of-fold" });
  artifact = encodeText(trained, { labels });
});
afterAll(() => opened.close());

let count = 0;

/** A project with so many items in no split, in the validation and in the test split. */
async function projectOf(items: { none: number; validation: number; test: number; auditShare: number }) {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: [], guideline: "" } as const;
  const name = `profile ${++count}`;
  const project = await createProject(world, { workspace, name, ...common, auditShare: items.auditShare });
  for (const split of ["none", "validation", "test"] as const) {
    if (items[split] === 0) continue;
    const body = (async function* () {
      yield new TextEncoder().encode(Array.from({ length: items[split] }, (_, k) => `${split} parcel ${k}`).join("\n"));
    })();
    const file = { name: `${split}.txt`, format: undefined, askedBy: "p", body };
    const { import: id } = await uploadImport(world, { workspace, project, ...file });
    const options = { duplicates: "skip", minPerClass: 100, split: split === "none" ? undefined : split } as const;
    await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
    await runQueued(world, labelJobs as never);
  }
  return project;
}

const held = async (project: Id<"project">, role: "audit" | "test") => {
  const rows = await opened.world.db
    .selectFrom("task")
    .select("item")
    .where("project", "=", project)
    .where("role", "=", role)
    .execute();
  return rows.length;
};

const profileOf = async (project: Id<"project">) => {
  const { id: question } = await readQuestion(opened.world, project);
  return measureProfile(opened.world, { project, question, artifact });
};

test("a profile rests on the audit items alone where they are enough, labelled or not", async () => {
  const project = await projectOf({ none: 400, validation: 30, test: 30, auditShare: 0.4 });
  const profile = await profileOf(project);
  expect(profile.items).toBe(await held(project, "audit"));
  expect(profile.items).toBeGreaterThanOrEqual(leastProfile);
  expect(Object.values(profile.labels).reduce((sum, items) => sum + items, 0)).toBe(profile.items);
  expect(profile.meanConfidence).toBeGreaterThan(0);
  expect(profile.unseen?.mean).toBeGreaterThan(0);
});

test("where they are too few, the test and the validation split help out; what teaches never does", async () => {
  const project = await projectOf({ none: 60, validation: 40, test: 50, auditShare: 0.2 });
  const audit = await held(project, "audit");
  expect(audit).toBeLessThan(leastProfile);
  expect((await profileOf(project)).items).toBe(audit + 90);
});

test("a project without anything held out has an empty profile, which says so", async () => {
  const project = await projectOf({ none: 30, validation: 0, test: 0, auditShare: 0 });
  expect(await profileOf(project)).toMatchObject({ items: 0, unseen: undefined });
});
