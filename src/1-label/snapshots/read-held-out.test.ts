import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { runQueued, testWorld } from "#tests/world";
import { labelJobs } from "../jobs.ts";
import { storeLive } from "../live/live-state.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import { handOutTasks } from "../tasks/hand-out-tasks.ts";
import { firstQuestion, giveLabel } from "../test-answers.ts";
import { readHeldOut } from "./read-held-out.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;

beforeAll(async () => {
  opened = await testWorld();
  const about = { workspace: opened.workspace, name: "held out", task: "classify", guideline: "" } as const;
  project = await createProject(opened.world, { ...about, auditShare: 0.3, labels: ["yes", "no"] });
  await take("item", 100, undefined);
  await take("test", 20, "test");
});
afterAll(() => opened.close());

async function take(name: string, items: number, split: "test" | undefined): Promise<void> {
  const { world, workspace } = opened;
  const body = (async function* () {
    yield new TextEncoder().encode(Array.from({ length: items }, (_, k) => `${name} ${k}`).join("\n"));
  })();
  const file = { name: `${name}.txt`, format: undefined, askedBy: "person_test" };
  const { import: id } = await uploadImport(world, { ...file, workspace, project, body });
  const options = { duplicates: "skip", minPerClass: 100, split } as const;
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "person_test" });
  await runQueued(world, labelJobs as never);
}

const textsOf = async (role: "learn" | "audit" | "test") => {
  const rows = await opened.world.db
    .selectFrom("task")
    .innerJoin("item", "item.id", "task.item")
    .select("item.text")
    .where("task.project", "=", project)
    .where("task.role", "=", role)
    .execute();
  return rows.map((row) => row.text).sort();
};

const heldOut = async (role: "audit" | "test", most = 1000) =>
  (await readHeldOut(opened.world, { project, role, most })).sort();

test("what is held out are the audit and the test split, whatever of them is labelled, and nothing that teaches", async () => {
  const { world, workspace } = opened;
  const before = [await heldOut("audit"), await heldOut("test")];
  expect(before).toEqual([await textsOf("audit"), await textsOf("test")]);
  expect(before.map((one) => one.length)).toEqual([expect.any(Number), 20]);
  expect(before[0]?.length).toBeGreaterThan(10);
  const label = (await readLabels(world, (await readQuestion(world, project)).id))[0]?.id ?? "";
  const { tasks } = await handOutTasks(world, { project, person: "p", count: 60 });
  for (const task of tasks) {
    const about = { annotation: newId("annotation"), workspace, project, item: task.item as Id<"item"> };
    await giveLabel(world, {
      ...about,
      value: { labels: [label] },
      author: "p",
      authorKind: "person",
      mayReview: "no",
    });
  }
  expect([await heldOut("audit"), await heldOut("test")]).toEqual(before);
});

test("of more than are wanted the same ones come again", async () => {
  const some = await heldOut("audit", 10);
  expect(some).toHaveLength(10);
  expect(await heldOut("audit", 10)).toEqual(some);
});

test("what is held out has no rank and no suggestion, whatever a live model says of it", async () => {
  const { world } = opened;
  const all = await world.db.selectFrom("task").selectAll().where("project", "=", project).execute();
  const tasks = all.filter((task) => task.state !== "done");
  const question = await firstQuestion(world, project);
  const label = (await readLabels(world, question))[0]?.id ?? "";
  const pool = tasks.map(({ item }) => ({ item, scores: [[label, 0.9]] as [string, number][] }));
  await storeLive(world, {
    project,
    question,
    number: 1,
    labels: 10,
    classes: 2,
    audited: 0,
    auditHits: 0,
    seconds: 0,
    pool,
  });
  const ranked = await world.db.selectFrom("pool").select("item").where("project", "=", project).execute();
  const teaching = tasks.filter((task) => task.role === "learn").map((task) => task.item);
  expect(ranked.map((row) => row.item).sort()).toEqual([...teaching].sort());
  expect(teaching.length).toBeLessThan(tasks.length);
  const hand = await handOutTasks(world, { project, person: "person_a", count: 20 });
  const blind = new Set<string>(tasks.filter((task) => task.blind).map((task) => task.item));
  for (const { item, suggestions } of hand.tasks)
    expect(suggestions[question] === undefined, item).toBe(blind.has(item));
  expect(all.filter((task) => task.role !== "learn" && !task.blind)).toEqual([]);
});
