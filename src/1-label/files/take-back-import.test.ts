import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems, readImport, startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { transaction } from "#platform/database";
import { patient, runQueued, testWorld } from "#tests/world";
import { listItems } from "../items/list-items.ts";
import { removeItems } from "../items/remove-items.ts";
import { labelJobs } from "../jobs.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import { takeSnapshot } from "../snapshots/take-snapshot.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { expectTasks, stockTasks } from "../tasks/stock-tasks.ts";
import { firstQuestion, giveLabel } from "../test-answers.ts";
import { takeBackImport } from "./take-back-import.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;
const newProject = () => {
  const common = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  return createProject(opened.world, { workspace: opened.workspace, name: `back ${++count}`, ...common });
};

async function take(project: Id<"project">, csv: string): Promise<Id<"import">> {
  const { world, workspace } = opened;
  const body = (async function* () {
    yield new TextEncoder().encode(csv);
  })();
  const about = { workspace, project, askedBy: "person_test" };
  const sent = await uploadImport(world, { ...about, name: "rows.csv", format: undefined, body });
  const id = sent.import as Id<"import">;
  await startImport(world, { ...about, import: id, options: { text: "text", label: "label" } as never });
  await runQueued(world, labelJobs as never);
  return id;
}

const back = (project: Id<"project">, id: Id<"import">) =>
  takeBackImport(opened.world, { workspace: opened.workspace, project, import: id, progress: patient });

async function labelsOf(project: Id<"project">): Promise<string[]> {
  const { rows } = await sql<{ text: string; name: string | null; how: string | null }>`
    select item.text, label.name, consensus.how from project join item on item.dataset = project.dataset
    left join consensus on consensus.item = item.id left join label on label.id = consensus.value -> 'labels' ->> 0
    where project.id = ${project} order by item.text`.execute(opened.world.db);
  return rows.map((row) => `${row.text} ${row.name ?? "-"} ${row.how ?? "-"}`);
}

async function answer(project: Id<"project">, text: string, name: "yes" | "no") {
  const question = await readQuestion(opened.world, project);
  const label = (await readLabels(opened.world, question.id)).find((one) => one.name === name)?.id ?? "";
  const item = (await listItems(opened.world, { project, limit: 100 })).rows.find((row) => row.text === text);
  await giveLabel(opened.world, {
    annotation: newId("annotation"),
    workspace: opened.workspace,
    project,
    item: item?.id as Id<"item">,
    value: { labels: [label] },
    author: "person_a",
    authorKind: "person",
    mayReview: "no",
  });
}

test("a wrong import is taken back whole, with people's answers to its items, and what was here before is as it was", async () => {
  const { world } = opened;
  const project = await newProject();
  await addItems(world, { project, texts: [{ text: "here" }, { text: "answered" }] });
  await answer(project, "answered", "no");
  const before = await labelsOf(project);
  const id = await take(project, "text,label\nwrong,yes\nworse,no\nhere,yes\nanswered,yes\n");
  await answer(project, "wrong", "no");
  expect(await labelsOf(project)).toContain("here yes imported");
  expect(await back(project, id)).toMatchObject({ items: 2 });
  expect(await labelsOf(project)).toEqual(before);
  const left =
    await sql`select item from annotation where project = ${project} and (author = ${id} or item not in (select id from item))
    union all select item from task where project = ${project} and item not in (select id from item)`.execute(world.db);
  expect(left.rows).toEqual([]);
  expect(await readImport(world, { project, import: id })).toMatchObject({ state: "taken back" });
  expect(await back(project, id)).toEqual({ items: 0, labels: 0 });
});

test("an answer that a person gave in place of the import's stands when the import is taken back", async () => {
  const project = await newProject();
  await addItems(opened.world, { project, texts: [{ text: "here" }] });
  const id = await take(project, "text,label\nhere,yes\n");
  await answer(project, "here", "no");
  await back(project, id);
  expect(await labelsOf(project)).toEqual(["here no person"]);
});

test("more labels than one portion are taken back, of an item with several too, and other answers stay", async () => {
  const { world } = opened;
  const project = await newProject();
  const texts = Array.from({ length: 1203 }, (_, k) => `here ${k}`);
  await addItems(world, { project, texts: texts.map((text) => ({ text })) });
  await answer(project, "here 3", "no");
  const id = await take(project, `text,label\n${texts.map((text) => `${text},yes\n`).join("")}`);
  // The items on both sides of the end of a portion have two answers of the import.
  await sql`insert into annotation (id, project, question, item, author_kind, author, value, created_at)
    select id || '0', project, question, item, author_kind, author, value, created_at from annotation
    where author = ${id} and item in (select item from annotation where author = ${id} order by item offset 498 limit 3)`.execute(
    world.db,
  );
  expect(await back(project, id)).toEqual({ items: 0, labels: 1202 + 3 });
  expect(new Set(await labelsOf(project))).toEqual(
    new Set(texts.map((text) => (text === "here 3" ? "here 3 no person" : `${text} - -`))),
  );
});

test("another import of the same moment keeps its items, and one that was not taken is not taken back", async () => {
  const project = await newProject();
  const [one, other] = [await take(project, "text,label\na,yes\n"), await take(project, "text,label\nb,no\n")];
  await back(project, one);
  expect(await labelsOf(project)).toEqual(["b no imported"]);
  await sql`update import set state = 'failed' where id = ${other}`.execute(opened.world.db);
  await expect(back(project, other)).rejects.toMatchObject({ kind: "conflict" });
});

test("chosen items are removed for ever; snapshots that had them stay and say that they are not complete, others do not", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, "text,label\na,yes\nb,no\n");
  const first = await takeSnapshot(world, { project, workspace, question: await firstQuestion(world, project) });
  await take(project, "text,label\nc,yes\n");
  const second = await takeSnapshot(world, { project, workspace, question: await firstQuestion(world, project) });
  const rows = (await listItems(world, { project, limit: 10 })).rows;
  const c = rows.find((row) => row.text === "c")?.id as Id<"item">;
  expect(await removeItems(world, { workspace, project, items: [c, "item_nothing1"] })).toBe(1);
  expect(await labelsOf(project)).toEqual(["a yes imported", "b no imported"]);
  const { rows: snapshots } =
    await sql`select id, complete from snapshot where project = ${project} order by id`.execute(world.db);
  expect(snapshots).toEqual([
    { id: first.id, complete: true },
    { id: second.id, complete: false },
  ]);
});

test("items that are removed while their tasks are made leave none", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const added = await addItems(world, {
    project,
    texts: Array.from({ length: 20 }, (_, k) => ({ text: `text ${k}` })),
  });
  const items = added.map((one) => one.item);
  let removing: Promise<number> | undefined;
  const remove = async (some: Id<"item">[]) => {
    removing = removeItems(world, { workspace, project, items: some });
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  await transaction(world.db, async (db) => {
    await expectTasks(db, { project, part: "other" });
    await stockTasks({ db }, { project, why: "arrived" });
    await remove(items.slice(0, 5));
  });
  expect(await removing).toBe(5);
  await sql`delete from task where project = ${project}`.execute(world.db);
  await transaction(world.db, async (db) => {
    await makeTasks(db, { project, items: items.slice(5) });
    await remove(items.slice(5, 10));
  });
  expect(await removing).toBe(5);
  const tasks = await world.db.selectFrom("task").select("item").where("project", "=", project).execute();
  expect(tasks.map((task) => task.item).sort()).toEqual(items.slice(10).sort());
});

test("items of another project are not removed", async () => {
  const { world, workspace } = opened;
  const [mine, other] = [await newProject(), await newProject()];
  await take(other, "text,label\na,yes\n");
  const [row] = (await listItems(world, { project: other, limit: 1 })).rows;
  expect(await removeItems(world, { workspace, project: mine, items: [row?.id as Id<"item">] })).toBe(0);
  expect(await labelsOf(other)).toEqual(["a yes imported"]);
});
