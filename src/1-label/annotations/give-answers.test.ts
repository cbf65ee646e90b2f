import type { Kysely, KyselyPlugin } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems, startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { runQueued, somebody, testWorld } from "#tests/world";
import { labelJobs } from "../jobs.ts";
import { addLabels } from "../questions/add-labels.ts";
import { createProject } from "../questions/create-project.ts";
import { mergeLabels } from "../questions/merge-labels.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { type Given, giveAnswers } from "./give-answers.ts";
import { undoAnswers } from "./undo-answers.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
let question: Id<"question">;
let labels: readonly string[];
let items: readonly Id<"item">[];

beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  const about = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, name: "p", ...about });
  question = (await readQuestion(world, project)).id;
  labels = (await readLabels(world, question)).map((label) => label.id);
  const body = async function* () {
    yield new TextEncoder().encode(
      Array.from({ length: 8 }, (_, k) => JSON.stringify({ text: `item ${k}` })).join("\n"),
    );
  };
  const file = { workspace, project, name: "a.jsonl", format: undefined, askedBy: "p", body: body() };
  const { import: id } = await uploadImport(world, file);
  const options = { duplicates: "skip" as const, minPerClass: 1 };
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "p" });
  await runQueued(world, labelJobs as never);
  items = (await world.db.selectFrom("item").select("id").orderBy("id").execute()).map((row) => row.id);
});
afterAll(() => opened.close());

const answer = (item: Id<"item">, more: Partial<Given> = {}): Given => ({
  annotation: newId("annotation"),
  workspace: opened.workspace,
  project,
  item,
  answers: { [question]: { labels: [labels[0] ?? ""] } },
  author: somebody(),
  authorKind: "person",
  mayReview: "no",
  ...more,
});

const consensusOf = (item: Id<"item">) =>
  opened.world.db.selectFrom("consensus").selectAll().where("item", "=", item).executeTakeFirst();

test("of twelve who answer an item at the same moment every answer counts", async () => {
  const item = items[0] as Id<"item">;
  const given = Array.from({ length: 12 }, (_, k) =>
    answer(item, { answers: { [question]: { labels: [labels[k < 8 ? 0 : 1] ?? ""] } } }),
  );
  await Promise.all(given.map((one) => giveAnswers(opened.world, one)));
  const found = await consensusOf(item);
  expect(found).toMatchObject({ how: "majority", agreement: expect.closeTo(8 / 12, 5) });
  expect(new Set(found?.annotations)).toEqual(new Set(given.slice(0, 8).map((one) => one.annotation)));
});

test("one answer that is sent many times at once is saved once", async () => {
  const one = answer(items[1] as Id<"item">);
  const said = await Promise.all(Array.from({ length: 6 }, () => giveAnswers(opened.world, one)));
  expect(said.filter((each) => each.saved === "now")).toHaveLength(1);
  const rows = await opened.world.db.selectFrom("annotation").select("id").where("item", "=", one.item).execute();
  expect(rows).toEqual([{ id: one.annotation }]);
  const told = await opened.world.db.selectFrom("event").select("id").where("kind", "=", "annotation.given").execute();
  expect(told).toHaveLength(12 + 1);
});

test("an id that another answer has is refused, whoever has it and wherever", async () => {
  const one = answer(items[2] as Id<"item">);
  await giveAnswers(opened.world, one);
  const again = { annotation: one.annotation };
  for (const other of [answer(one.item, again), answer(items[3] as Id<"item">, again)])
    await expect(giveAnswers(opened.world, other)).rejects.toMatchObject({
      kind: "conflict",
      facts: { field: "annotation" },
    });
  expect(await consensusOf(items[3] as Id<"item">)).toBeUndefined();
});

test("of many answers to different items at the same moment each is saved or refused for itself", async () => {
  const { world, workspace } = opened;
  const own = await createProject(world, {
    workspace,
    name: "many",
    task: "classify",
    labels: ["yes"],
    guideline: "",
    auditShare: 0,
  });
  const texts = Array.from({ length: 30 }, (_, at) => ({ text: `one of many ${at}` }));
  const added = await addItems(world, { project: own, texts });
  // Where they have no task yet each would be tried apart.
  await makeTasks(world.db, { project: own, items: added.map(({ item }) => item) });
  const asked = (await readQuestion(world, own)).id;
  const mine = (await readLabels(world, asked)).map((label) => label.id);
  const given = added.map(({ item }, at) =>
    answer(item, { project: own, answers: { [asked]: { labels: [mine[0] ?? ""] } }, milliseconds: at }),
  );
  const used = { ...(given[7] as Given), annotation: (given[0] as Given).annotation };
  const wrong = { ...(given[9] as Given), answers: { [asked]: { labels: ["label_nothing"] } } };
  const sent = given.map((one, at) => ({ 7: used, 9: wrong })[at] ?? one);
  const done = await Promise.all(sent.map((one) => giveAnswers(world, one).catch((thrown) => thrown.facts?.field)));
  const rows = await world.db.selectFrom("annotation").selectAll().where("project", "=", own).execute();
  expect(rows.map((row) => [row.item, row.id, row.author, row.milliseconds]).sort()).toEqual(
    sent
      .filter((one) => one !== used && one !== wrong)
      .map((one) => [one.item, one.annotation, one.author, one.milliseconds])
      .sort(),
  );
  expect(done.filter((one) => typeof one === "string")).toEqual(["annotation", `answers.${asked}.labels`]);
  const seats = await world.db.selectFrom("seat").select(["item", "person"]).where("project", "=", own).execute();
  expect(seats.sort((one, other) => (one.item < other.item ? -1 : 1))).toEqual(
    rows.map((row) => ({ item: row.item, person: row.author })).sort((one, other) => (one.item < other.item ? -1 : 1)),
  );
  const told = await world.db
    .selectFrom("event")
    .select("id")
    .where("project", "=", own)
    .where("kind", "=", "annotation.given")
    .execute();
  expect(told).toHaveLength(28);
});

test("what may not be given is refused with its reason, and nothing of it is written", async () => {
  const item = items[4] as Id<"item">;
  const { world } = opened;
  const refused = (more: Partial<Given>) => giveAnswers(world, answer(item, more)).catch((thrown) => thrown.message);
  expect(await refused({ answers: { [question]: { labels: ["label_nothing"] } } })).toContain("is not a label");
  expect(await refused({ answers: { [question]: { labels: [...labels] } } })).toContain("exactly one label");
  expect(await refused({ answers: { [question]: { labels: [] } } })).toContain("exactly one label");
  expect(await refused({ item: "item_nothing" as Id<"item"> })).toContain("no such item");
  await world.db
    .updateTable("label")
    .set({ retired_at: new Date() })
    .where("id", "=", labels[1] as Id<"label">)
    .execute();
  expect(await refused({ answers: { [question]: { labels: [labels[1] ?? ""] } } })).toContain("is not a label");
  await world.db
    .updateTable("label")
    .set({ retired_at: null })
    .where("id", "=", labels[1] as Id<"label">)
    .execute();
  expect(await world.db.selectFrom("annotation").select("id").where("item", "=", item).execute()).toEqual([]);
});

test("while some answer and others take back, what counts is what stands at the end", async () => {
  const item = items[5] as Id<"item">;
  const { world, workspace } = opened;
  const people = Array.from({ length: 6 }, () => somebody());
  const first = people.map((author) => answer(item, { author }));
  await Promise.all(first.map((one) => giveAnswers(world, one)));
  const undo = (one: Given) =>
    undoAnswers(world, {
      id: newId("annotation"),
      workspace,
      project,
      person: one.author,
      authorKind: "person",
      annotation: one.annotation,
    });
  const late = people.map(() => answer(item, { answers: { [question]: { labels: [labels[1] ?? ""] } } }));
  await Promise.all([...first.map(undo), ...late.map((one) => giveAnswers(world, one))]);
  const found = await consensusOf(item);
  expect(found).toMatchObject({ value: { labels: [labels[1]] }, agreement: 1 });
  expect(new Set(found?.annotations)).toEqual(new Set(late.map((one) => one.annotation)));
});

test("an answer on its way while its label is merged is decided by what the labels count as then", async () => {
  const { world, workspace } = opened;
  const item = items[6] as Id<"item">;
  await addLabels(world, { question, names: ["Yes"], retired: "leave" });
  const into = (await readLabels(world, question)).find((one) => one.name === "Yes")?.id as Id<"label">;
  await giveAnswers(world, answer(item, { answers: { [question]: { labels: [into] } } }));
  let isMerged = false;
  const mergeOnce: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      const isTurn = result.rows.some((row) => "turn" in row);
      if (!isTurn || isMerged) return result;
      isMerged = true;
      const merging = { workspace, project, question, label: labels[0] as Id<"label">, into, askedBy: "p" };
      await mergeLabels(world, merging);
      await runQueued(world, labelJobs as never);
      return result;
    },
  };
  const db = (world.db as Kysely<LabelTables>).withPlugin(mergeOnce) as unknown as typeof world.db;
  const said = await giveAnswers({ ...world, db }, answer(item));
  expect(isMerged).toBe(true);
  expect(said).toMatchObject({
    saved: "now",
    counts: { [question]: { value: { labels: [into] }, how: "majority" } },
  });
  expect(await consensusOf(item)).toMatchObject({ value: { labels: [into] }, agreement: 1 });
});
