import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems } from "#collect";
import { type Id, newId } from "#ids";
import { testWorld } from "#tests/world";
import { undoAnswers } from "../annotations/undo-answers.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import { giveLabel } from "../test-answers.ts";
import { handOutTasks } from "./hand-out-tasks.ts";
import { expectTasks, stockTasks } from "./stock-tasks.ts";
import { takeTurns } from "./take-turn.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

async function handedOut(splits: Readonly<Record<string, number>>, hands: number): Promise<Record<string, number>> {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes"], guideline: "", auditShare: 0.2 } as const;
  const project = await createProject(world, { workspace, name: JSON.stringify(splits), ...common });
  for (const [split, count] of Object.entries(splits)) {
    await addItems(world, { project, texts: Array.from({ length: count }, (_, at) => ({ text: `${split} ${at}` })) });
    if (split !== "none")
      await world.db
        .updateTable("item")
        .set({ split: split as "test" })
        .where("text", "like", `${split} %`)
        .where("dataset", "=", (eb) => eb.selectFrom("project").select("dataset").where("id", "=", project))
        .execute();
  }
  for (const part of ["other", "test"] as const) await expectTasks(world.db, { project, part });
  await stockTasks(world, { project, why: "arrived" });
  for (let person = 0; person < hands; person++)
    await handOutTasks(world, { project, person: `person_${person}`, count: 10 });
  const rows = await world.db
    .selectFrom("task")
    .innerJoin("item", "item.id", "task.item")
    .select(["task.role", "item.split", (eb) => eb.fn.countAll<number>().as("count")])
    .where("task.project", "=", project)
    .where("task.state", "=", "held")
    .groupBy(["task.role", "item.split"])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.split ?? row.role, row.count]));
}

test("items of the test and the validation split come beside those of the audit from the first hand on", async () => {
  const held = await handedOut({ none: 1500, test: 200, validation: 200 }, 40);
  // 400 tasks, a fifth held out, half of it by a split: about 40 of each half, four standard deviations either way.
  expect(held.audit).toBeGreaterThan(15);
  expect((held.test ?? 0) + (held.validation ?? 0)).toBeGreaterThan(15);
  expect(held.test).toBeGreaterThan(4);
  expect(held.validation).toBeGreaterThan(4);
  expect((held.audit ?? 0) + (held.test ?? 0) + (held.validation ?? 0)).toBeLessThan(115);
});

test("where there is only one kind of what is held out it has the whole share", async () => {
  expect((await handedOut({ none: 1500 }, 40)).audit).toBeGreaterThan(45);
});

test("of many who ask at once each gets as many as they asked for, and what they took back before with their own answer", async () => {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: "many", ...common });
  const labels = (await readLabels(world, (await readQuestion(world, project)).id)).map((label) => label.id);
  await addItems(world, { project, texts: Array.from({ length: 400 }, (_, at) => ({ text: `message ${at}` })) });
  await expectTasks(world.db, { project, part: "other" });
  await stockTasks(world, { project, why: "arrived" });
  const people = Array.from({ length: 30 }, (_, at) => `person_${at}`);
  const ask = (count: (at: number) => number) =>
    Promise.all(people.map((person, at) => handOutTasks(world, { project, person, count: count(at) })));
  const first = await ask(() => 1);
  for (const [at, person] of people.slice(0, 5).entries()) {
    const item = first[at]?.tasks[0]?.item ?? "";
    const value = { labels: [labels[at % 2] ?? ""] };
    const given = { annotation: newId("annotation"), workspace, project, item: item as Id<"item">, value };
    await giveLabel(world, { ...given, author: person, authorKind: "person", mayReview: "no" });
    await undoAnswers(world, {
      id: newId("annotation"),
      workspace: workspace,
      project,
      person,
      authorKind: "person",
    });
  }
  const hands = await ask((at) => 1 + (at % 7));
  expect(hands.map((hand) => hand.tasks.length)).toEqual(people.map((_, at) => 1 + (at % 7)));
  for (const [at, hand] of hands.entries()) {
    expect(hand.tasks[0]?.item).toBe(first[at]?.tasks[0]?.item);
    expect(Object.values(hand.tasks[0]?.previous ?? {})).toEqual(at < 5 ? [{ labels: [labels[at % 2]] }] : []);
  }
  const items = hands.flatMap((hand) => hand.tasks.map((task) => task.item));
  expect(new Set(items).size).toBe(items.length);
});

test("who asks while others change what they hold gets further tasks once, not each time anew", async () => {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes"], guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: "busy", ...common });
  await addItems(world, { project, texts: Array.from({ length: 200 }, (_, at) => ({ text: `message ${at}` })) });
  await expectTasks(world.db, { project, part: "other" });
  await stockTasks(world, { project, why: "arrived" });
  const ask = () => handOutTasks(world, { project, person: "person_one", count: 10 });
  const first = (await ask()).tasks.map((task) => task.item as Id<"item">);
  await world.db.transaction().execute(async (db) => {
    await takeTurns(db, { project, items: first });
    const second = (await ask()).tasks.map((task) => task.item);
    expect(second).toHaveLength(10);
    expect(first.filter((item) => second.includes(item))).toEqual([]);
    expect((await ask()).tasks.map((task) => task.item).sort()).toEqual(second.sort());
  });
});

test("of many who ask at once in a small project each is held out as often as asked, and the others come from everywhere", async () => {
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes"], guideline: "", auditShare: 0.2 } as const;
  const held = { audit: 0, learn: 0, first: 0 };
  for (let round = 0; round < 6; round++) {
    const project = await createProject(world, { workspace, name: `small ${round}`, ...common });
    await addItems(world, { project, texts: Array.from({ length: 1000 }, (_, at) => ({ text: `message ${at}` })) });
    await expectTasks(world.db, { project, part: "other" });
    await stockTasks(world, { project, why: "arrived" });
    const people = Array.from({ length: 20 }, (_, at) => `person_${at}`);
    await Promise.all(people.map((person) => handOutTasks(world, { project, person, count: 10 })));
    const rows = await world.db
      .selectFrom("task")
      .select(["role", "place", "state"])
      .where("project", "=", project)
      .execute();
    const places = rows
      .filter((row) => row.role === "learn")
      .map((row) => row.place)
      .sort((one, other) => one - other);
    const tenth = places[Math.floor(places.length / 10)] ?? 0;
    for (const row of rows.filter((one) => one.state === "held")) {
      if (row.role === "audit") held.audit++;
      else held.learn++;
      if (row.role === "learn" && row.place < tenth) held.first++;
    }
  }
  // 1,200 tasks: of a share of .2 four standard deviations are .046; of 960 a tenth has one of .0097.
  expect(held.audit / (held.audit + held.learn)).toBeGreaterThan(0.154);
  expect(held.first / held.learn).toBeLessThan(0.14);
});
