import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { runQueued, testWorld } from "#tests/world";
import { undoAnswers } from "../annotations/undo-answers.ts";
import { labelJobs } from "../jobs.ts";
import { storeLive } from "../live/live-state.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import { firstQuestion, giveLabel } from "../test-answers.ts";
import { handOutTasks } from "./hand-out-tasks.ts";
import { holdTasks, skipTask } from "./skip-task.ts";

type Opened = Awaited<ReturnType<typeof testWorld>>;
let opened: Opened;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;

/** A project with `items` unlabelled items and two labels. */
async function projectOf(items: number, auditShare = 0.15) {
  const { world, workspace } = opened;
  const project = await createProject(world, {
    workspace,
    name: `queue ${++count}`,
    task: "classify",
    labels: ["yes", "no"],
    guideline: "",
    auditShare,
  });
  const text = Array.from({ length: items }, (_, k) => `message ${count} ${k}`).join("\n");
  const source = {
    workspace,
    project,
    name: "items.txt",
    format: undefined,
    askedBy: "person_test",
    body: chunks(text),
  };
  const { import: id } = await uploadImport(world, source);
  await startImport(world, {
    project,
    workspace,
    import: id as Id<"import">,
    options: { duplicates: "skip", minPerClass: 100 },
    askedBy: "person_test",
  });
  await runQueued(world, labelJobs as never);
  const question = await readQuestion(world, project);
  const [yes, no] = await readLabels(world, question.id);
  return { project, question: question.id, yes: yes?.id ?? "", no: no?.id ?? "" };
}

async function* chunks(text: string) {
  yield new TextEncoder().encode(text);
}

const answer = (given: {
  project: Id<"project">;
  item: string;
  label: string;
  author: string;
  annotation?: Id<"annotation">;
}) =>
  giveLabel(opened.world, {
    annotation: given.annotation ?? newId("annotation"),
    workspace: opened.workspace,
    project: given.project,
    item: given.item as Id<"item">,
    value: { labels: [given.label] },
    author: given.author,
    authorKind: "person",
    mayReview: "no",
  });

const taskOf = (project: Id<"project">, item: string) =>
  opened.world.db
    .selectFrom("task")
    .selectAll()
    .where("project", "=", project)
    .where("item", "=", item as Id<"item">)
    .executeTakeFirstOrThrow();

test("two people at once never hold the same item, and asking again gives the same hand", async () => {
  const { project } = await projectOf(60);
  const people = Array.from({ length: 8 }, (_, k) => `person_${k}`);
  const hands = await Promise.all(people.map((person) => handOutTasks(opened.world, { project, person, count: 5 })));
  const items = hands.flatMap((hand) => hand.tasks.map((task) => task.item));
  expect(items).toHaveLength(40);
  expect(new Set(items).size).toBe(40);
  const again = await handOutTasks(opened.world, { project, person: "person_0", count: 5 });
  expect(again.tasks.map((task) => task.item).sort()).toEqual(hands[0]?.tasks.map((task) => task.item).sort());
});

test("an expired lease gives the item to somebody else", async () => {
  const { project } = await projectOf(1, 0);
  const first = await handOutTasks(opened.world, { project, person: "person_a", count: 1 });
  expect((await handOutTasks(opened.world, { project, person: "person_b", count: 1 })).left).toBe("none");
  opened.moveClock(11 * 60_000);
  const second = await handOutTasks(opened.world, { project, person: "person_b", count: 1 });
  expect(second.tasks[0]?.item).toBe(first.tasks[0]?.item);
});

test("giving tasks back opens them at once", async () => {
  const { project } = await projectOf(1, 0);
  const hand = await handOutTasks(opened.world, { project, person: "person_a", count: 1 });
  await holdTasks(opened.world, {
    project,
    items: hand.tasks.map((task) => task.item as Id<"item">),
    person: "person_a",
    until: "now",
  });
  expect((await handOutTasks(opened.world, { project, person: "person_b", count: 1 })).tasks).toHaveLength(1);
});

test("saving the same answer twice saves it once; the same id for another person is refused", async () => {
  const { project, yes } = await projectOf(3);
  const { tasks } = await handOutTasks(opened.world, { project, person: "person_a", count: 1 });
  const given = {
    project,
    item: tasks[0]?.item ?? "",
    label: yes,
    author: "person_a",
    annotation: newId("annotation"),
  };
  expect(await answer(given)).toMatchObject({ saved: "now" });
  expect(await answer(given)).toMatchObject({ saved: "before" });
  await expect(answer({ ...given, author: "person_b" })).rejects.toThrow("Another answer has this id");
  const rows = await opened.world.db.selectFrom("annotation").select("id").where("project", "=", project).execute();
  expect(rows).toHaveLength(1);
});

test("a label of another project is refused, and nothing is written", async () => {
  const { project } = await projectOf(2);
  const other = await projectOf(2);
  const { tasks } = await handOutTasks(opened.world, { project, person: "person_a", count: 1 });
  await expect(answer({ project, item: tasks[0]?.item ?? "", label: other.yes, author: "person_a" })).rejects.toThrow(
    "is not a label of this question",
  );
  expect((await taskOf(project, tasks[0]?.item ?? "")).state).toBe("held");
});

test("an answer changes the consensus, the task and the pool; undo brings the item back with what was answered", async () => {
  const { project, question, yes, no } = await projectOf(5);
  const { tasks } = await handOutTasks(opened.world, { project, person: "person_a", count: 1 });
  const item = tasks[0]?.item ?? "";
  await answer({ project, item, label: yes, author: "person_a" });
  await answer({ project, item, label: no, author: "person_a" });
  const consensus = () =>
    opened.world.db
      .selectFrom("consensus")
      .select(["value", "how"])
      .where("question", "=", question)
      .where("item", "=", item as Id<"item">)
      .executeTakeFirst();
  expect(await consensus()).toEqual({ value: { labels: [no] }, how: "person" });
  expect(await taskOf(project, item)).toMatchObject({ state: "done", given: 1 });
  const undone = await undoAnswers(opened.world, {
    id: newId("annotation"),
    workspace: opened.workspace,
    project,
    person: "person_a",
    authorKind: "person",
  });
  expect(undone.task).toMatchObject({
    item,
    previous: { [await firstQuestion(opened.world, project)]: { labels: [no] } },
  });
  expect(await consensus()).toMatchObject({ value: { labels: [yes] } });
  const again = await undoAnswers(opened.world, {
    id: newId("annotation"),
    workspace: opened.workspace,
    project,
    person: "person_a",
    authorKind: "person",
  });
  expect(again.task?.item).toBe(item);
  expect(await consensus()).toBeUndefined();
  expect(await taskOf(project, item)).toMatchObject({ state: "held", held_by: "person_a" });
  expect(
    (
      await undoAnswers(opened.world, {
        id: newId("annotation"),
        workspace: opened.workspace,
        project,
        person: "person_a",
        authorKind: "person",
      })
    ).task,
  ).toBeUndefined();
});

const undo = (given: {
  project: Id<"project">;
  annotation?: Id<"annotation">;
  id?: Id<"annotation">;
  person?: string;
}) =>
  undoAnswers(opened.world, {
    id: given.id ?? newId("annotation"),
    workspace: opened.workspace,
    project: given.project,
    person: given.person ?? "person_a",
    authorKind: "person",
    annotation: given.annotation,
  });

/** Two items that person_a answered one after the other. */
async function twoAnswered() {
  const { project, yes, no } = await projectOf(3);
  const { tasks } = await handOutTasks(opened.world, { project, person: "person_a", count: 2 });
  const given = tasks.map(({ item }) => ({
    project,
    item,
    label: yes,
    author: "person_a",
    annotation: newId("annotation"),
  }));
  const [first, second] = given as [(typeof given)[0], (typeof given)[0]];
  await answer(first);
  opened.moveClock(1000);
  await answer(second);
  return { project, yes, no, first, second };
}

const answersOf = async (project: Id<"project">) =>
  (await opened.world.db.selectFrom("annotation").select("id").where("project", "=", project).execute()).length;

test("an undo that names an answer takes back that one, once, and leaves the newer ones", async () => {
  const { project, first, second } = await twoAnswered();
  const id = newId("annotation");
  expect((await undo({ project, annotation: first.annotation, id })).task?.item).toBe(first.item);
  expect((await undo({ project, annotation: first.annotation, id })).task?.item).toBe(first.item);
  expect((await undo({ project, annotation: first.annotation })).task).toBeUndefined();
  expect(await answersOf(project)).toBe(3);
  expect(await taskOf(project, first.item)).toMatchObject({ state: "held", held_by: "person_a" });
  expect(await taskOf(project, second.item)).toMatchObject({ state: "done" });
  expect((await undo({ project })).task?.item).toBe(second.item);
});

test("an undo that names what was never saved, was replaced, or is somebody else's does nothing", async () => {
  const { project, no, first, second } = await twoAnswered();
  await answer({ ...first, label: no, annotation: newId("annotation") });
  expect((await undo({ project, annotation: newId("annotation") })).task).toBeUndefined();
  expect((await undo({ project, annotation: first.annotation })).task).toBeUndefined();
  expect((await undo({ project, annotation: second.annotation, person: "person_b" })).task).toBeUndefined();
  expect(await answersOf(project)).toBe(3);
});

test("two undos of one answer at once take it back once", async () => {
  const { project, first } = await twoAnswered();
  const both = await Promise.all([1, 2].map(() => undo({ project, annotation: first.annotation })));
  expect(both.filter(({ task }) => task !== undefined)).toHaveLength(1);
  expect(await answersOf(project)).toBe(3);
});

test("a skipped item comes again after all others", async () => {
  const { project } = await projectOf(3, 0);
  const first = (await handOutTasks(opened.world, { project, person: "person_a", count: 1 })).tasks[0]?.item ?? "";
  await skipTask(opened.world, { project, item: first as Id<"item">, person: "person_a", reason: "" });
  const rest = (await handOutTasks(opened.world, { project, person: "person_a", count: 3 })).tasks.map(
    (task) => task.item,
  );
  expect(rest).toHaveLength(3);
  await holdTasks(opened.world, { project, items: rest as Id<"item">[], person: "person_a", until: "now" });
  const order = await opened.world.db
    .selectFrom("task")
    .select("item")
    .where("project", "=", project)
    .orderBy("skips")
    .orderBy("place")
    .execute();
  expect(order.at(-1)?.item).toBe(first);
});

type Scores = readonly [string, number][];

const leaning = (yes: string, no: string): Scores => [
  [yes, 0.7],
  [no, 0.3],
];

/** The live model has scored these items, all alike. */
const rank = async (
  project: Id<"project">,
  given: { pool: readonly { item: Id<"item"> }[]; scores: Scores; number?: number },
) =>
  storeLive(opened.world, {
    project,
    question: await firstQuestion(opened.world, project),
    number: given.number ?? 1,
    labels: 120,
    classes: 2,
    audited: 10,
    auditHits: 8,
    seconds: 0.1,
    pool: given.pool.map(({ item }) => ({ item, scores: given.scores })),
  });

test("what the live model ranked first is handed out first, with its suggestion", async () => {
  const { project, yes, no } = await projectOf(40, 0);
  const open = await opened.world.db
    .selectFrom("task")
    .select("item")
    .where("project", "=", project)
    .orderBy("item")
    .execute();
  const scores = leaning(yes, no);
  const pool = open.slice(10, 20);
  await rank(project, { pool, scores, number: 3 });
  const { tasks } = await handOutTasks(opened.world, { project, person: "person_a", count: 2 });
  expect(tasks.map((task) => task.item)).toEqual([pool[0]?.item, pool[1]?.item]);
  const more = await handOutTasks(opened.world, { project, person: "person_a", count: 8 });
  expect(more.tasks.map((task) => task.item)).toEqual(pool.slice(0, 8).map((task) => task.item));
  expect(Object.values(tasks[0]?.suggestions ?? {})).toEqual([{ source: "live", number: 3, scores }]);
});

test("what is held out stands anywhere in a hand, not behind what the live model ranked", async () => {
  const { project, yes, no } = await projectOf(400, 0.5);
  const tasks = await opened.world.db
    .selectFrom("task")
    .select(["item", "role"])
    .where("project", "=", project)
    .execute();
  const pool = tasks.filter((task) => task.role === "learn");
  await rank(project, { pool, scores: leaning(yes, no) });
  const hand = await handOutTasks(opened.world, { project, person: "person_a", count: 50 });
  const teaching = new Set<string>(pool.map((task) => task.item));
  const places = hand.tasks.flatMap((task, place) => (teaching.has(task.item) ? [] : [place]));
  expect(places.length).toBeGreaterThan(5);
  expect(places.filter((place) => place < 25).length).toBeGreaterThan(0);
  const again = await handOutTasks(opened.world, { project, person: "person_a", count: 50 });
  expect(again.tasks.map((task) => task.item)).toEqual(hand.tasks.map((task) => task.item));
});

test("audit items are blind, an equal share of the others is too, and no field tells them apart", async () => {
  const { project, yes, no } = await projectOf(2000);
  const tasks = await opened.world.db
    .selectFrom("task")
    .select(["item", "role", "blind"])
    .where("project", "=", project)
    .execute();
  const audit = tasks.filter((task) => task.role === "audit");
  const blind = tasks.filter((task) => task.role === "learn" && task.blind);
  expect(audit.every((task) => task.blind)).toBe(true);
  // 15 % of 2,000, four standard deviations either way.
  expect(Math.abs(audit.length - 300)).toBeLessThan(64);
  expect(Math.abs(blind.length - 255)).toBeLessThan(64);
  await rank(project, { pool: tasks.filter((task) => task.role === "learn"), scores: leaning(yes, no) });
  const hand = await handOutTasks(opened.world, { project, person: "person_a", count: 20 });
  for (const task of hand.tasks)
    expect(Object.keys(task).sort()).toEqual([
      "answers",
      "fields",
      "file",
      "heldUntil",
      "item",
      "previous",
      "suggestions",
      "text",
    ]);
  expect(hand.tasks.some((task) => Object.keys(task.suggestions).length === 0)).toBe(true);
});

test("about the audit share of what is handed out is for the audit, whatever the pool holds", async () => {
  const { project, yes, no } = await projectOf(1200);
  const learn = await opened.world.db
    .selectFrom("task")
    .select("item")
    .where("project", "=", project)
    .where("role", "=", "learn")
    .execute();
  await rank(project, { pool: learn, scores: leaning(yes, no) });
  const handed: string[] = [];
  for (let k = 0; k < 40; k++)
    handed.push(
      ...(await handOutTasks(opened.world, { project, person: `person_${k}`, count: 10 })).tasks.map(
        (task) => task.item,
      ),
    );
  const audit = await opened.world.db
    .selectFrom("task")
    .select("item")
    .where("project", "=", project)
    .where("role", "=", "audit")
    .where("state", "=", "held")
    .execute();
  expect(handed).toHaveLength(400);
  expect(audit.length).toBeGreaterThan(30);
  expect(audit.length).toBeLessThan(95);
});
