import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems } from "#collect";
import { type Id, newId } from "#ids";
import { testWorld } from "#tests/world";
import { listItems } from "../items/list-items.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import { handOutTasks } from "../tasks/hand-out-tasks.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { firstQuestion, giveLabel } from "../test-answers.ts";
import { undoAnswers } from "./undo-answers.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;

/** A project with some unlabelled items and two labels. */
async function projectOf(items: number) {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: `ranks ${++count}`, ...common });
  const texts = Array.from({ length: items }, (_, k) => ({ text: `message ${count} ${k}` }));
  const added = await addItems(world, { project, texts });
  await makeTasks(world.db, { project, items: added.map((one) => one.item) });
  const question = await readQuestion(world, project);
  const [yes, no] = await readLabels(world, question.id);
  return { project, yes: yes?.id ?? "", no: no?.id ?? "" };
}

test("a key takes back what it answered itself", async () => {
  const { project, yes } = await projectOf(3);
  const { tasks } = await handOutTasks(opened.world, { project, person: "key_a", count: 1 });
  const item = tasks[0]?.item as Id<"item">;
  const by = { workspace: opened.workspace, project };
  await giveLabel(opened.world, {
    ...by,
    annotation: newId("annotation"),
    item,
    value: { labels: [yes] },
    author: "key_a",
    authorKind: "key",
    mayReview: "no",
  });
  const undone = await undoAnswers(opened.world, {
    ...by,
    id: newId("annotation"),
    person: "key_a",
    authorKind: "key",
  });
  expect(undone.task).toMatchObject({
    item,
    previous: { [await firstQuestion(opened.world, project)]: { labels: [yes] } },
  });
});

test("an id that another item's answer has is a conflict that names the field", async () => {
  const { project, yes } = await projectOf(3);
  const { tasks } = await handOutTasks(opened.world, { project, person: "person_a", count: 2 });
  const id = newId("annotation");
  const give = (item: string | undefined) =>
    giveLabel(opened.world, {
      annotation: id,
      workspace: opened.workspace,
      project,
      item: item as Id<"item">,
      value: { labels: [yes] },
      author: "person_a",
      authorKind: "person",
      mayReview: "no",
    });
  await give(tasks[0]?.item);
  await expect(give(tasks[1]?.item)).rejects.toMatchObject({ kind: "conflict", facts: { field: "annotation" } });
  const by = { workspace: opened.workspace, project, id, authorKind: "person" } as const;
  await expect(undoAnswers(opened.world, { ...by, person: "person_b" })).rejects.toMatchObject({ kind: "conflict" });
});

test("what is answered says what counts now: one's own, a dispute, what a reviewer decided", async () => {
  const { project, yes, no } = await projectOf(3);
  const { tasks } = await handOutTasks(opened.world, { project, person: "person_a", count: 1 });
  const item = tasks[0]?.item as Id<"item">;
  const give = (author: string, label: string, mayReview: "yes" | "no" = "no") =>
    giveLabel(opened.world, {
      annotation: newId("annotation"),
      workspace: opened.workspace,
      project,
      item,
      value: { labels: [label] },
      author,
      authorKind: "person",
      mayReview,
    });
  expect(await give("person_a", yes)).toMatchObject({ label: yes, how: "person" });
  expect(await give("person_b", no)).toMatchObject({ label: yes, how: "disputed" });
  const disputed = await listItems(opened.world, { project, limit: 10, state: "disputed" });
  expect(disputed.rows.map((row) => row.id)).toEqual([item]);
  expect(await give("person_c", no)).toMatchObject({ label: no, how: "majority" });
  expect(await give("person_r", yes, "yes")).toMatchObject({ label: yes, how: "reviewed" });
  expect(await give("person_d", no)).toMatchObject({ label: yes, how: "reviewed" });
});
