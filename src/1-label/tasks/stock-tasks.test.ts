import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { runQueued, testWorld } from "#tests/world";
import { undoAnswers } from "../annotations/undo-answers.ts";
import { listItems } from "../items/list-items.ts";
import { readCounts } from "../items/read-counts.ts";
import { readItem } from "../items/read-item.ts";
import { labelJobs } from "../jobs.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import { readSnapshotRows } from "../snapshots/read-snapshot.ts";
import { takeSnapshot } from "../snapshots/take-snapshot.ts";
import { firstQuestion, giveLabel } from "../test-answers.ts";
import { askForItems } from "./ask-for-items.ts";
import { handOutTasks } from "./hand-out-tasks.ts";
import { holdTasks, skipTask } from "./skip-task.ts";
import { stockTasks } from "./stock-tasks.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
let label: string;

/** A project of 25,000 items, of which tasks for 20,000 can stand open. */
beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  const about = { workspace, name: "large", task: "classify", guideline: "", auditShare: 0.15 } as const;
  project = await createProject(world, { ...about, labels: ["yes", "no"] });
  label = (await readLabels(world, (await readQuestion(world, project)).id))[0]?.id ?? "";
  await take("first", 25_000);
});
afterAll(() => opened.close());

async function take(name: string, items: number, split?: "test"): Promise<void> {
  const { world, workspace } = opened;
  const file = { name: "items.txt", format: undefined, askedBy: "person_test" };
  const body = (async function* () {
    yield new TextEncoder().encode(Array.from({ length: items }, (_, k) => `${name} ${k}`).join("\n"));
  })();
  const { import: id } = await uploadImport(world, { ...file, workspace, project, body });
  const options = { duplicates: "skip", minPerClass: 100, split } as const;
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "person_test" });
  await runQueued(world, labelJobs as never);
}

const count = async (what: ReturnType<typeof sql>) =>
  (await sql<{ count: number }>`select count(*) as count from ${what}`.execute(opened.world.db)).rows[0]?.count ?? 0;

const open = (role = sql`role <> 'test'`) => count(sql`task where project = ${project} and state = 'open' and ${role}`);

const tasksOf = (items: readonly string[]) =>
  opened.world.db
    .selectFrom("task")
    .select(["item", "role", "state", "skips"])
    .where("project", "=", project)
    .where("item", "in", items as Id<"item">[])
    .execute();

async function withoutTask(): Promise<Id<"item">> {
  const found = await sql<{ id: Id<"item"> }>`
    select id from item where not exists (select from task where task.item = item.id) limit 1`.execute(opened.world.db);
  return found.rows[0]!.id;
}

const give = (item: Id<"item">, annotation = newId("annotation")) =>
  giveLabel(opened.world, {
    annotation,
    workspace: opened.workspace,
    project,
    item,
    value: { labels: [label] },
    author: "person_a",
    authorKind: "person",
    mayReview: "no",
  });

test("tasks stand open for 20,000 items; lists, counts and snapshots know them all", async () => {
  const { world, workspace } = opened;
  expect(await open()).toBe(20_000);
  expect(await readCounts(world, project)).toMatchObject({ items: 25_000, labelled: 0 });
  const item = await withoutTask();
  const before = `${item.slice(0, -1)}${String.fromCharCode(item.charCodeAt(item.length - 1) - 1)}` as Id<"item">;
  const page = await listItems(world, { project, limit: 1, after: before });
  expect(page.rows[0]).toMatchObject({ id: item, state: "open" });
  const snapshot = await takeSnapshot(world, { project, question: await firstQuestion(world, project), workspace });
  expect(snapshot.items).toBe(25_000);
  let audit = 0;
  for await (const rows of readSnapshotRows(world, { workspace, snapshot: snapshot.id }))
    audit += rows.filter(([, , part]) => part === "audit").length;
  // 15 % of 25,000, four standard deviations either way.
  expect(Math.abs(audit - 3750)).toBeLessThan(226);
});

test("an item without a task can be read, skipped late and labelled; chosen by hand, it is never for the audit", async () => {
  const { world } = opened;
  const item = await withoutTask();
  expect((await readItem(world, { project, item, role: "reviewer" })).id).toBe(item);
  await skipTask(world, { project, item, person: "person_a", reason: "" });
  expect(await give(item)).toMatchObject({ saved: "now" });
  expect(await tasksOf([item])).toMatchObject([{ role: "learn", state: "done" }]);
  const unknown = newId("item");
  await expect(give(unknown)).rejects.toThrow("no such item");
  await expect(skipTask(world, { project, item: unknown, person: "person_a", reason: "" })).rejects.toThrow(
    "no such item",
  );
});

test("what arrives later is as likely to stand open as what was there, and what was touched stays", async () => {
  const { world, workspace } = opened;
  const { tasks } = await handOutTasks(world, { project, person: "person_b", count: 4 });
  const [held, skipped, undone, back] = tasks.map((task) => task.item as Id<"item">);
  await skipTask(world, { project, item: skipped!, person: "person_b", reason: "" });
  await give(undone!);
  await undoAnswers(world, { id: newId("annotation"), workspace, project, person: "person_a", authorKind: "person" });
  await holdTasks(world, { project, items: [undone!], person: "person_a", until: "now" });
  await askForItems(world, { workspace, project, texts: [{ text: "asked for" }] });
  await take("second", 25_000);
  expect(Math.abs((await open()) - 20_000)).toBeLessThan(10);
  const second = await count(
    sql`task join item on item.id = task.item where task.state = 'open' and text like 'second %'`,
  );
  // Half of 20,000, four standard deviations either way.
  expect(Math.abs(second - 10_000)).toBeLessThan(283);
  const kept = await tasksOf([held!, skipped!, undone!, back!]);
  expect(kept.map((task) => task.item)).toEqual(expect.arrayContaining([held, skipped, undone]));
  expect(kept.find((task) => task.item === held)?.state).toBe("held");
  expect(await count(sql`task where project = ${project} and skips = -1`)).toBe(1);
});

test("items of the test split have a stock of their own", async () => {
  const before = await open();
  await take("measured", 6000, "test");
  expect(await open(sql`role = 'test'`)).toBe(5000);
  expect(await open()).toBe(before);
});

test("when the open tasks run low, further ones are made; in the end every item was handed out once", async () => {
  const { world } = opened;
  const finish = (left: number) =>
    sql`update task set state = 'done' where project = ${project} and state <> 'done' and item in (
      select item from task where project = ${project} and state <> 'done' order by role, item offset ${left})`.execute(
      world.db,
    );
  await finish(15_010);
  const stillEnough = await open();
  await stockTasks(world, { project, why: "low" });
  expect(await open()).toBe(stillEnough);
  await finish(14_000);
  await stockTasks(world, { project, why: "low" });
  expect(await open()).toBeGreaterThan(19_990);
  for (let rounds = 0; rounds < 6; rounds++) {
    await finish(0);
    const hands = await Promise.all(
      ["person_c", "person_d", "person_e"].map((person) => handOutTasks(world, { project, person, count: 3 })),
    );
    const items = hands.flatMap((hand) => hand.tasks.map((task) => task.item));
    if (items.length === 0) break;
    expect(items).toHaveLength(9);
    expect(new Set(items).size).toBe(9);
  }
  await finish(0);
  expect(await count(sql`task where project = ${project}`)).toBe(56_001);
  expect((await handOutTasks(world, { project, person: "person_c", count: 1 })).left).toBe("none");
  expect(await count(sql`backlog where project = ${project}`)).toBe(0);
});

test("where every open task was skipped, untouched items come before them", async () => {
  const { world, workspace } = opened;
  const about = { workspace, name: "skipped", task: "classify", guideline: "", auditShare: 0.15 } as const;
  project = await createProject(world, { ...about, labels: ["yes", "no"] });
  await take("skipped", 20_100);
  expect(await open()).toBe(20_000);
  await sql`update task set skips = 1 where project = ${project}`.execute(world.db);
  const hand = await handOutTasks(world, { project, person: "person_f", count: 10 });
  expect(hand.left).toBe("more");
  const items = hand.tasks.map((task) => task.item);
  expect((await tasksOf(items)).map((task) => task.skips)).toEqual(Array.from({ length: 10 }, () => 0));
  await sql`update task set skips = 1 where project = ${project} and state = 'open'`.execute(world.db);
  expect((await handOutTasks(world, { project, person: "person_g", count: 3 })).left).toBe("only skipped");
});

test("a task that was asked for and is skipped goes behind the others", async () => {
  const { world, workspace } = opened;
  await askForItems(world, { workspace, project, texts: [{ text: "wanted" }] });
  const hand = await handOutTasks(world, { project, person: "person_h", count: 1 });
  expect(hand.tasks.map((task) => task.text)).toEqual(["wanted"]);
  const item = hand.tasks[0]?.item as Id<"item">;
  await skipTask(world, { project, item, person: "person_h", reason: "" });
  expect(await tasksOf([item])).toMatchObject([{ state: "open", skips: 1 }]);
});
