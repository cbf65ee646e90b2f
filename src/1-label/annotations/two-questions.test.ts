import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems } from "#collect";
import { type Id, newId } from "#ids";
import { runQueued, somebody, testWorld } from "#tests/world";
import { listItems } from "../items/list-items.ts";
import { readCounts } from "../items/read-counts.ts";
import { readItem } from "../items/read-item.ts";
import { countItems } from "../items/read-progress.ts";
import { labelJobs } from "../jobs.ts";
import { addQuestion, changeQuestion, removeQuestion } from "../questions/add-question.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestions } from "../questions/read-labels.ts";
import { handOutTasks } from "../tasks/hand-out-tasks.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { type Given, giveAnswers } from "./give-answers.ts";
import { undoAnswers } from "./undo-answers.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;
const stars = {
  name: "stars",
  kind: "rating",
  guideline: "",
  required: true,
  labels: [],
  settings: { levels: 5 },
} as const;

/** A project that asks for a mood and for stars, with items that have tasks. */
async function bothAsked(items = 4) {
  const { world, workspace } = opened;
  const mood = { name: "mood", kind: "choice", guideline: "", required: true, labels: ["good", "bad"] } as const;
  const questions = [
    { ...mood, labels: [...mood.labels] },
    { ...stars, labels: [] },
  ];
  const project = await createProject(world, {
    workspace,
    name: `both ${++count}`,
    task: "classify",
    questions,
    auditShare: 0,
  });
  const texts = Array.from({ length: items }, (_, at) => ({ text: `text ${at}` }));
  const added = (await addItems(world, { project, texts })).map((one) => one.item);
  await makeTasks(world.db, { project, items: added });
  const [first, second] = await readQuestions(world, project);
  const labels = (await readLabels(world, first.id)).map((one) => one.id);
  return {
    project,
    items: added,
    mood: first.id,
    stars: second?.id as Id<"question">,
    good: labels[0] ?? "",
    bad: labels[1] ?? "",
  };
}
type Both = Awaited<ReturnType<typeof bothAsked>>;

const give = (both: Both, item: Id<"item"> | undefined, answers: Given["answers"], more: Partial<Given> = {}) =>
  giveAnswers(opened.world, {
    annotation: newId("annotation"),
    workspace: opened.workspace,
    project: both.project,
    item: item as Id<"item">,
    answers,
    author: somebody(),
    authorKind: "person",
    mayReview: "no",
    ...more,
  });

const taskOf = (both: Both, item: Id<"item"> | undefined) =>
  opened.world.db
    .selectFrom("task")
    .select(["state", "held_by"])
    .where("project", "=", both.project)
    .where("item", "=", item as Id<"item">)
    .executeTakeFirstOrThrow();

const rowsOf = (both: Both) =>
  opened.world.db.selectFrom("annotation").selectAll().where("project", "=", both.project).orderBy("id").execute();

test("both questions about an item are answered in one save, all of it or none", async () => {
  const both = await bothAsked();
  const item = both.items[0];
  const saved = await give(both, item, { [both.mood]: { labels: [both.good] }, [both.stars]: { rating: 4 } });
  expect(saved.counts).toEqual({
    [both.mood]: { value: { labels: [both.good] }, how: "person" },
    [both.stars]: { value: { rating: 4 }, how: "person" },
  });
  const rows = await rowsOf(both);
  expect(rows.map((row) => [row.question, row.id === saved.annotation, row.given_with])).toEqual(
    expect.arrayContaining([
      [both.mood, true, null],
      [both.stars, false, saved.annotation],
    ]),
  );
  expect(await taskOf(both, item)).toMatchObject({ state: "done" });
  const wrong = { [both.mood]: { labels: [both.bad] }, [both.stars]: { rating: 6 } };
  await expect(give(both, both.items[1], wrong)).rejects.toMatchObject({
    kind: "invalid",
    facts: { field: `answers.${both.stars}.rating` },
    message: "This question takes a rating from 1 to 5, not 6.",
  });
  const mixed = { [both.mood]: { rating: 2 }, [both.stars]: { labels: [both.good] } };
  await expect(give(both, both.items[1], mixed)).rejects.toMatchObject({ message: "This question takes a label." });
  await expect(give(both, both.items[1], { question_nothing: { rating: 1 } })).rejects.toMatchObject({
    message: "This project has no such question.",
  });
  await expect(give(both, both.items[1], {})).rejects.toMatchObject({ facts: { field: "answers" } });
  expect(await rowsOf(both)).toHaveLength(2);
});

test("an item is done when every question that must be answered is, in one save or in two", async () => {
  const both = await bothAsked();
  const [item, other] = both.items;
  await give(both, item, { [both.mood]: { labels: [both.good] } });
  expect((await taskOf(both, item)).state).toBe("open");
  expect(await countItems(opened.world, both.project)).toMatchObject({ items: 4, labelled: 0, open: 4 });
  await give(both, item, { [both.stars]: { rating: 2 } });
  expect((await taskOf(both, item)).state).toBe("done");
  // Each by somebody, at the same moment.
  await Promise.all([
    give(both, other, { [both.mood]: { labels: [both.bad] } }),
    give(both, other, { [both.stars]: { rating: 5 } }),
  ]);
  expect((await taskOf(both, other)).state).toBe("done");
  expect(await countItems(opened.world, both.project)).toMatchObject({ labelled: 2 });
  const counts = await readCounts(opened.world, both.project);
  expect(counts).toMatchObject({ items: 4, labelled: 2 });
  expect(counts.questions.map((one) => [one.name, one.labelled])).toEqual([
    ["mood", 2],
    ["stars", 2],
  ]);
  expect(counts.questions[1]?.labels).toEqual(
    expect.arrayContaining([
      { label: "2", items: 1 },
      { label: "5", items: 1 },
    ]),
  );
});

test("many who answer both questions at once are served together, and every answer counts", async () => {
  const both = await bothAsked(40);
  const said = await Promise.all(
    both.items.map((item, at) =>
      give(both, item, {
        [both.mood]: { labels: [at % 2 ? both.good : both.bad] },
        [both.stars]: { rating: 1 + (at % 5) },
      }),
    ),
  );
  expect(said.every((one) => one.saved === "now" && Object.keys(one.counts).length === 2)).toBe(true);
  expect(await rowsOf(both)).toHaveLength(80);
  expect((await countItems(opened.world, both.project)).labelled).toBe(40);
});

test("sending a save twice is saving once, also when the second time names another question", async () => {
  const both = await bothAsked();
  const item = both.items[0];
  const by = { annotation: newId("annotation"), author: somebody() };
  const answers = { [both.mood]: { labels: [both.good] }, [both.stars]: { rating: 3 } };
  const said = await Promise.all(Array.from({ length: 5 }, () => give(both, item, answers, by)));
  expect(said.filter((one) => one.saved === "now")).toHaveLength(1);
  expect(await rowsOf(both)).toHaveLength(2);
  await expect(give(both, both.items[1], answers, by)).rejects.toMatchObject({ kind: "conflict" });
});

test("undo takes back all of one save, and the item comes back with what was answered", async () => {
  const both = await bothAsked(1);
  const [item] = both.items;
  const author = somebody();
  const { project } = both;
  const { world, workspace } = opened;
  await give(both, item, { [both.mood]: { labels: [both.good] }, [both.stars]: { rating: 4 } }, { author });
  const undoing = { id: newId("annotation"), workspace, project, person: author, authorKind: "person" } as const;
  const { task } = await undoAnswers(world, undoing);
  const previous = { [both.mood]: { labels: [both.good] }, [both.stars]: { rating: 4 } };
  expect(task).toMatchObject({ item, answers: {}, previous });
  expect((await undoAnswers(world, undoing)).task?.item).toBe(item);
  expect(await rowsOf(both)).toHaveLength(4);
  expect(await taskOf(both, item)).toEqual({ state: "held", held_by: author });
  const { rows } = await sql`select from consensus where project = ${project}`.execute(world.db);
  expect(rows).toEqual([]);
  // What is answered again counts beside nothing.
  const anew = await give(both, item, { [both.mood]: { labels: [both.bad] }, [both.stars]: { rating: 1 } }, { author });
  expect(Object.values(anew.counts).map((one) => one.how)).toEqual(["person", "person"]);
});

test("what one question has already is shown with the item, and counts on while the other is answered", async () => {
  const both = await bothAsked(1);
  const [item] = both.items;
  await give(both, item, { [both.stars]: { rating: 2 } });
  const { tasks } = await handOutTasks(opened.world, { project: both.project, person: "person_a", count: 1 });
  expect(tasks[0]).toMatchObject({ item, answers: { [both.stars]: { rating: 2 } } });
  await give(both, item, { [both.mood]: { labels: [both.good] } }, { author: "person_a" });
  const { rows } = await listItems(opened.world, { project: both.project, limit: 5, state: "labelled" });
  expect(rows[0]?.answers.map((one) => [one.question, one.label])).toEqual([
    [both.mood, both.good],
    [both.stars, "2"],
  ]);
  const seen = await readItem(opened.world, { project: both.project, item: item as Id<"item">, role: "admin" });
  expect(seen.history.map((one) => [one.question, one.counts])).toEqual([
    [both.stars, true],
    [both.mood, true],
  ]);
});

test("votes on a rating: most decide; where they are equally many the one nearest to the median of all", async () => {
  const both = await bothAsked(2);
  const [item, other] = both.items;
  for (const rating of [1, 5, 4, 5]) await give(both, item, { [both.stars]: { rating } });
  const last = async (where: Id<"item"> | undefined) =>
    opened.world.db
      .selectFrom("consensus")
      .select(["value", "how", "agreement"])
      .where("question", "=", both.stars)
      .where("item", "=", where as Id<"item">)
      .executeTakeFirst();
  expect(await last(item)).toEqual({ value: { rating: 5 }, how: "majority", agreement: 0.5 });
  for (const rating of [1, 4, 5]) await give(both, other, { [both.stars]: { rating } });
  expect(await last(other)).toMatchObject({ value: { rating: 4 }, how: "disputed" });
});

test("a question that is added opens items again that were done; one that need not be answered closes them", async () => {
  const { world, workspace } = opened;
  const both = await bothAsked(3);
  const asker = { workspace, project: both.project, askedBy: "person_a" };
  for (const item of both.items)
    await give(both, item, { [both.mood]: { labels: [both.good] }, [both.stars]: { rating: 4 } });
  const added = await addQuestion(world, { ...asker, question: { ...stars, name: "urgency", labels: [] } });
  await runQueued(world, labelJobs as never);
  expect((await taskOf(both, both.items[0])).state).toBe("open");
  expect((await countItems(world, both.project)).labelled).toBe(0);
  await give(both, both.items[0], { [added.question.id]: { rating: 1 } });
  expect((await taskOf(both, both.items[0])).state).toBe("done");
  await expect(removeQuestion(world, { ...asker, question: "urgency" })).rejects.toMatchObject({ kind: "conflict" });
  await changeQuestion(world, { ...asker, question: "urgency", change: { required: false } });
  await runQueued(world, labelJobs as never);
  expect((await countItems(world, both.project)).labelled).toBe(3);
  expect((await taskOf(both, both.items[1])).state).toBe("done");
  const again = { ...stars, labels: [] };
  await expect(addQuestion(world, { ...asker, question: again })).rejects.toMatchObject({ facts: { field: "name" } });
  for (const question of ["mood", "stars"])
    if (question === "mood") await changeQuestion(world, { ...asker, question, change: { required: false } });
    else
      await expect(changeQuestion(world, { ...asker, question, change: { required: false } })).rejects.toMatchObject({
        facts: { field: "required" },
      });
});

test("who takes back an answer does not take the item out of the hands of somebody else", async () => {
  const both = await bothAsked(1);
  const [item] = both.items;
  const { world, workspace } = opened;
  const author = somebody();
  await give(both, item, { [both.mood]: { labels: [both.good] } }, { author });
  await handOutTasks(world, { project: both.project, person: "person_b", count: 1 });
  const by = { workspace, project: both.project, person: author, authorKind: "person" } as const;
  await undoAnswers(world, { ...by, id: newId("annotation") });
  expect(await taskOf(both, item)).toEqual({ state: "held", held_by: "person_b" });
});

test("an answer that was taken back is shown no more once it was given anew", async () => {
  const both = await bothAsked(1);
  const [item] = both.items;
  const { world, workspace } = opened;
  const by = { workspace, project: both.project, person: "person_c", authorKind: "person" } as const;
  const author = "person_c";
  await give(both, item, { [both.stars]: { rating: 1 } }, { author });
  await undoAnswers(world, { ...by, id: newId("annotation") });
  await give(both, item, { [both.stars]: { rating: 5 } }, { author });
  const { tasks } = await handOutTasks(world, { project: both.project, person: author, count: 1 });
  expect(tasks[0]).toMatchObject({ answers: { [both.stars]: { rating: 5 } }, previous: {} });
});

test("a save that is sent again with more answers than it had is refused, so that none is lost unheard", async () => {
  const both = await bothAsked(1);
  const [item] = both.items;
  const by = { annotation: newId("annotation"), author: somebody() };
  await give(both, item, { [both.mood]: { labels: [both.good] } }, by);
  const more = { [both.mood]: { labels: [both.good] }, [both.stars]: { rating: 3 } };
  await expect(give(both, item, more, by)).rejects.toMatchObject({ kind: "conflict", facts: { field: "annotation" } });
});

test("the items that lack some answer are listed page by page, each once and in their order", async () => {
  const both = await bothAsked(9);
  const { world } = opened;
  for (const [at, item] of both.items.entries()) {
    if (at % 3 !== 0) await give(both, item, { [both.mood]: { labels: [both.good] } });
    if (at % 3 !== 1) await give(both, item, { [both.stars]: { rating: 1 } });
  }
  const listed: string[] = [];
  for (let after: Id<"item"> | undefined; ; ) {
    const page = await listItems(world, { project: both.project, limit: 2, state: "unlabelled", after });
    listed.push(...page.rows.map((row) => row.id));
    if (!page.next) break;
    after = page.next as Id<"item">;
  }
  expect(listed).toEqual(both.items.toSorted().filter((item) => both.items.indexOf(item) % 3 !== 2));
  const one = await listItems(world, { project: both.project, limit: 9, state: "unlabelled", question: "stars" });
  expect(one.rows).toHaveLength(3);
});
