import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Id, newId } from "#ids";
import { testWorld } from "#tests/world";
import { storeLive } from "../live/live-state.ts";
import { createProject } from "../questions/create-project.ts";
import { readQuestion } from "../questions/read-labels.ts";
import { firstQuestion } from "../test-answers.ts";
import { readProgress } from "./read-progress.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;

async function projectWith(answers: readonly { milliseconds: number | null; at: string; undone?: "yes" }[]) {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: `pace ${++count}`, ...common });
  const question = (await readQuestion(world, project)).id;
  const give = async (row: {
    value: string | null;
    milliseconds: number | null;
    at: string;
    supersedes: string | null;
  }) => {
    const id = newId("annotation");
    const item = row.supersedes === null ? newId("item") : await itemOf(row.supersedes);
    await sql`insert into annotation (id, project, question, item, author_kind, author, value, milliseconds, supersedes, created_at)
      values (${id}, ${project}, ${question}, ${item}, 'person', 'person_a', ${row.value}::jsonb, ${row.milliseconds}, ${row.supersedes}, ${row.at})`.execute(
      world.db,
    );
    return id;
  };
  const itemOf = async (id: string) =>
    (await sql<{ item: string }>`select item from annotation where id = ${id}`.execute(world.db)).rows[0]?.item;
  for (const { milliseconds, at, undone } of answers) {
    const id = await give({ value: '{"labels":["x"]}', milliseconds, at, supersedes: null });
    if (undone) await give({ value: null, milliseconds: null, at, supersedes: id });
  }
  return project;
}

const mine = async (project: `project_${string}`, now: string, zone?: string) => {
  const world = { ...opened.world, clock: { now: () => new Date(now) } };
  return (await readProgress(world, { project, person: "person_a", zone })).mine;
};

test("an unknown time says nothing about the pace, and a long one counts as two minutes", async () => {
  const at = "2026-03-10T12:00:00Z";
  const project = await projectWith([
    { milliseconds: 2000, at },
    { milliseconds: null, at },
    { milliseconds: null, at },
    { milliseconds: 4000, at },
    { milliseconds: 9_999_999, at },
  ]);
  expect(await mine(project, "2026-03-10T13:00:00Z")).toEqual({ today: 5, secondsEach: 4 });
  const unknown = await projectWith([{ milliseconds: null, at }]);
  expect(await mine(unknown, "2026-03-10T13:00:00Z")).toEqual({ today: 1, secondsEach: undefined });
});

test("what was taken back was not answered", async () => {
  const at = "2026-03-10T12:00:00Z";
  const project = await projectWith([
    { milliseconds: 2000, at },
    { milliseconds: 60_000, at, undone: "yes" },
  ]);
  expect(await mine(project, "2026-03-10T13:00:00Z")).toEqual({ today: 1, secondsEach: 2 });
});

test("a day begins at midnight where the person is, daylight saving included", async () => {
  // Midnight in Auckland (UTC+13 in March) is 11:00 UTC the day before; in Los Angeles (UTC-7) it is 07:00 UTC.
  const project = await projectWith([
    { milliseconds: 1000, at: "2026-03-10T10:59:00Z" },
    { milliseconds: 1000, at: "2026-03-10T11:01:00Z" },
    { milliseconds: 1000, at: "2026-03-10T06:59:00Z" },
  ]);
  const now = "2026-03-10T20:00:00Z";
  expect((await mine(project, now, "Pacific/Auckland"))?.today).toBe(1);
  expect((await mine(project, now, "America/Los_Angeles"))?.today).toBe(2);
  expect((await mine(project, now))?.today).toBe(3);
});

const progress = async (project: Id<"project">) =>
  (await readProgress(opened.world, { project, person: "p" })).questions[0];

test("the live model's accuracy, its curve included, is no figure before 20 audit items, and says what it waits for", async () => {
  const { world } = opened;
  const project = await projectWith([]);
  const question = await firstQuestion(world, project);
  const state = { project, question, classes: 2, seconds: 0, pool: [] };
  await storeLive(world, { ...state, number: 1, labels: 100, audited: 19, auditHits: 19 });
  const before = await progress(project);
  expect(before).toMatchObject({ accuracy: undefined, points: [], needed: expect.stringContaining("19 of 20 items") });
  const other = await projectWith([]);
  await storeLive(world, {
    ...state,
    project: other,
    question: await firstQuestion(world, other),
    number: 1,
    labels: 100,
    audited: 0,
    auditHits: 0,
  });
  const none = await progress(other);
  expect(none?.needed).toMatch(/^No items are kept apart/);
  await storeLive(world, { ...state, number: 2, labels: 110, audited: 20, auditHits: 19 });
  const after = await progress(project);
  expect(after?.accuracy).toMatchObject({ value: 0.95, items: 20 });
  expect(after?.points).toEqual([expect.objectContaining({ labels: 110, items: 20 })]);
  expect(after?.needed).toBeUndefined();
});
