import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems, readImport, startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { patient, runQueued, testWorld } from "#tests/world";
import { undoAnswers } from "../annotations/undo-answers.ts";
import { exportLabels } from "../files/export-labels.ts";
import { listItems } from "../items/list-items.ts";
import { readCounts } from "../items/read-counts.ts";
import { readItem } from "../items/read-item.ts";
import { readProgress } from "../items/read-progress.ts";
import { labelJobs } from "../jobs.ts";
import { currentLabels, storeLive } from "../live/live-state.ts";
import { readSnapshotRows } from "../snapshots/read-snapshot.ts";
import { takeSnapshot } from "../snapshots/take-snapshot.ts";
import { handOutTasks } from "../tasks/hand-out-tasks.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { giveLabel } from "../test-answers.ts";
import { addLabels, changeLabel } from "./add-labels.ts";
import { createProject } from "./create-project.ts";
import { mergeLabels } from "./merge-labels.ts";
import { readLabels, readQuestion } from "./read-labels.ts";
import { settleMerge } from "./settle-merge.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

/** Runs every job that is queued. */
async function runAll(): Promise<void> {
  const queued = () => opened.world.db.selectFrom("job").select("id").where("state", "=", "queued").executeTakeFirst();
  while (await queued()) await runQueued(opened.world, labelJobs as never);
}

let count = 0;

/** A project with labels of these names and items of these texts. */
async function projectOf(names: string[], texts: string[]) {
  const { world, workspace } = opened;
  const common = { task: "classify", guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: `merge ${++count}`, labels: names, ...common });
  await addItems(world, { project, texts: texts.map((text) => ({ text })) });
  const question = (await readQuestion(world, project)).id;
  return { project, question };
}
type Place = Awaited<ReturnType<typeof projectOf>>;

const idOf = async ({ question }: Place, name: string) =>
  (await readLabels(opened.world, question)).find((one) => one.name === name)?.id as Id<"label">;

const itemOf = async ({ project }: Place, text: string) =>
  (await listItems(opened.world, { project, limit: 1000 })).rows.find((row) => row.text === text)?.id as Id<"item">;

async function answer(place: Place, text: string, given: { label: string; by: string; mayReview?: "yes" | "no" }) {
  const { world, workspace } = opened;
  const annotation = newId("annotation");
  const saved = await giveLabel(world, {
    annotation,
    workspace,
    project: place.project,
    item: await itemOf(place, text),
    value: { labels: [given.label.startsWith("label_") ? given.label : await idOf(place, given.label)] },
    author: given.by,
    authorKind: "person",
    mayReview: given.mayReview ?? "no",
  });
  return saved;
}

async function merge(place: Place, name: string, into: string) {
  const { project, question } = place;
  const [label, other] = [await idOf(place, name), await idOf(place, into)];
  const { workspace } = opened;
  return mergeLabels(opened.world, { workspace, project, question, label, into: other, askedBy: "person_test" });
}

async function mergeAndSettle(place: Place, name: string, into: string) {
  await merge(place, name, into);
  await runAll();
}

/** What every item of a project is, by the name of its label and how it came about. */
async function labelsOf(place: Place): Promise<Record<string, string>> {
  const names = new Map((await readLabels(opened.world, place.question)).map((one) => [one.id, one.name]));
  const { rows } = await listItems(opened.world, { project: place.project, limit: 1000 });
  return Object.fromEntries(
    rows.map(({ text, answers: [one] }) => [text, `${names.get(one?.label ?? "") ?? "-"} ${one?.how ?? "-"}`]),
  );
}

async function take(place: Place, csv: string): Promise<Id<"import">> {
  const { world, workspace } = opened;
  const body = (async function* () {
    yield new TextEncoder().encode(csv);
  })();
  const about = { workspace, project: place.project, askedBy: "person_test" };
  const sent = await uploadImport(world, { ...about, name: "rows.csv", format: undefined, body });
  const id = sent.import as Id<"import">;
  await startImport(world, { ...about, import: id, options: { text: "text", label: "label" } as never });
  await runAll();
  return id;
}

async function exported({ project }: Place): Promise<string> {
  const wanted = { project, format: "csv", only: "labelled", split: undefined, reader: "programs" } as const;
  let text = "";
  for await (const part of exportLabels(opened.world, wanted)) text += new TextDecoder().decode(part);
  return text;
}

async function snapshotLabels({ project, question }: Place) {
  const { world, workspace } = opened;
  const { id, hash } = await takeSnapshot(world, { project, question, workspace });
  const labels: (string | null)[] = [];
  for await (const rows of readSnapshotRows(world, { snapshot: id, workspace }))
    labels.push(...rows.map(([, , , label]) => label));
  return { id, hash, labels };
}

test("what named the merged label counts as the other wherever answers are read, at once", async () => {
  const place = await projectOf(["Refund", "refund", "fee"], ["a", "b", "c", "d"]);
  await answer(place, "a", { label: "refund", by: "person_a" });
  await answer(place, "b", { label: "Refund", by: "person_a" });
  await answer(place, "c", { label: "fee", by: "person_a" });
  const before = await snapshotLabels(place);
  await merge(place, "refund", "Refund");
  const [stays, gone] = [await idOf(place, "Refund"), await idOf(place, "refund")];
  expect(await labelsOf(place)).toEqual({ a: "Refund person", b: "Refund person", c: "fee person", d: "- -" });
  expect((await readCounts(opened.world, place.project)).questions[0]?.labels).toEqual([
    { label: stays, items: 2 },
    { label: await idOf(place, "fee"), items: 1 },
  ]);
  const only = await listItems(opened.world, { project: place.project, limit: 10, label: stays });
  expect(only.rows.map((row) => row.text)).toEqual(["a", "b"]);
  const lines = (await exported(place)).trim().split("\r\n").slice(1);
  expect(lines.map((line) => line.split(",").slice(1, 3))).toEqual([
    ["a", "Refund"],
    ["b", "Refund"],
    ["c", "fee"],
  ]);
  const after = await snapshotLabels(place);
  expect(after.labels.filter((one) => one === stays)).toHaveLength(2);
  expect(after.labels).not.toContain(gone);
  expect(after.hash).not.toBe(before.hash);
  const live = await currentLabels(opened.world, { ...place, limit: 10 });
  expect(live.map((one) => one.label)).not.toContain(gone);
  // History says what was said.
  const item = await readItem(opened.world, { project: place.project, item: await itemOf(place, "a"), role: "admin" });
  expect(item).toMatchObject({ answers: [{ label: stays }], history: [{ value: { labels: [gone] }, counts: true }] });
  const frozen: (string | null)[] = [];
  for await (const rows of readSnapshotRows(opened.world, { snapshot: before.id, workspace: opened.workspace }))
    frozen.push(...rows.map(([, , , label]) => label));
  expect(frozen).toEqual(before.labels);
  expect(frozen).toContain(gone);
});

test("the merged label is retired, says where it went, and gives its key to the other if that has none", async () => {
  const place = await projectOf(["yes", "no"], []);
  const { question } = place;
  await changeLabel(opened.world, {
    workspace: opened.workspace,
    ...place,
    label: await idOf(place, "yes"),
    change: { key: null },
  });
  await merge(place, "no", "yes");
  const labels = await readLabels(opened.world, question);
  const yes = labels.find((one) => one.name === "yes");
  expect(yes).toMatchObject({ key: "2", retired: false, mergedInto: undefined });
  expect(labels.find((one) => one.name === "no")).toMatchObject({ key: undefined, retired: true, mergedInto: yes?.id });
});

test("a dispute between the two becomes agreed, a majority is counted anew, and what a reviewer said stays", async () => {
  const place = await projectOf(["Refund", "refund", "fee"], ["tied", "lost", "single", "reviewed", "other"]);
  await answer(place, "tied", { label: "refund", by: "person_a" });
  await answer(place, "tied", { label: "Refund", by: "person_b" });
  await answer(place, "lost", { label: "fee", by: "person_a" });
  await answer(place, "lost", { label: "Refund", by: "person_b" });
  await answer(place, "lost", { label: "refund", by: "person_c" });
  await answer(place, "single", { label: "refund", by: "person_a" });
  await answer(place, "reviewed", { label: "refund", by: "person_a" });
  await answer(place, "reviewed", { label: "fee", by: "person_r", mayReview: "yes" });
  await answer(place, "other", { label: "fee", by: "person_a" });
  await answer(place, "other", { label: "Refund", by: "person_b" });
  expect(await labelsOf(place)).toMatchObject({ tied: "refund disputed", lost: "fee disputed" });
  await mergeAndSettle(place, "refund", "Refund");
  expect(await labelsOf(place)).toEqual({
    tied: "Refund majority",
    lost: "Refund majority",
    single: "Refund person",
    reviewed: "fee reviewed",
    other: "fee disputed",
  });
  const { rows } = await sql<{ agreement: number }>`select agreement from consensus
    where item = ${await itemOf(place, "tied")}`.execute(opened.world.db);
  expect(rows).toEqual([{ agreement: 1 }]);
  const progress = await readProgress(opened.world, { project: place.project, person: "person_a" });
  expect(progress).toMatchObject({ items: 5, labelled: 5, open: 0 });
});

test("settling is safe to repeat, and a merge that is sent twice is one", async () => {
  const place = await projectOf(["Refund", "refund"], ["tied"]);
  await answer(place, "tied", { label: "refund", by: "person_a" });
  await answer(place, "tied", { label: "Refund", by: "person_b" });
  await mergeAndSettle(place, "refund", "Refund");
  const state = () =>
    sql`select consensus.*, label.id as label, retired_at, merged_into from consensus, label
      where consensus.question = ${place.question} and label.question = ${place.question} order by label.id`.execute(
      opened.world.db,
    );
  const settled = (await state()).rows;
  await mergeAndSettle(place, "refund", "Refund");
  const label = await idOf(place, "refund");
  const again = await settleMerge(opened.world, { project: place.project, label, progress: patient });
  expect(again).toEqual({ items: 1 });
  expect((await state()).rows).toEqual(settled);
});

test("a job that was killed between two portions goes on where it is run again", async () => {
  const texts = Array.from({ length: 700 }, (_, k) => `t${k}`);
  const place = await projectOf(["Refund", "refund"], texts);
  const labels = [await idOf(place, "refund"), await idOf(place, "Refund")];
  await sql`insert into annotation (id, project, question, item, author_kind, author, value, created_at)
    select 'annotation_k' || ${count}::text || item.id || who, ${place.project}, ${place.question}, item.id, 'person', 'person_' || who,
      jsonb_build_object('labels', jsonb_build_array((${labels}::text[])[who])), now() + who * interval '1 second'
    from item join project on project.dataset = item.dataset, generate_series(1, 2) as who where project.id = ${place.project}`.execute(
    opened.world.db,
  );
  await sql`insert into consensus (question, item, project, value, how, agreement, annotations)
    select question, item, project, value, 'disputed', 0.5, array[id] from annotation where project = ${place.project} and author = 'person_1'`.execute(
    opened.world.db,
  );
  const { question, project } = place;
  const merging = { workspace: opened.workspace, project, question, askedBy: "person_test" };
  await mergeLabels(opened.world, { ...merging, label: labels[0] as Id<"label">, into: labels[1] as Id<"label"> });
  const killed = new AbortController();
  const dying = { ...patient, signal: killed.signal, report: () => killed.abort(new Error("killed")) };
  const settling = { project, label: labels[0] as Id<"label"> };
  await expect(settleMerge(opened.world, { ...settling, progress: dying })).rejects.toThrow("killed");
  const disputed = async () =>
    (await sql`select from consensus where question = ${question} and how = 'disputed'`.execute(opened.world.db)).rows
      .length;
  expect(await disputed()).toBe(200);
  await runAll();
  expect(await disputed()).toBe(0);
});

test("an answer on its way that still names the merged label, and one beside it, count as the other", async () => {
  const place = await projectOf(["Refund", "refund", "fee"], ["a", "b"]);
  const [stays, gone] = [await idOf(place, "Refund"), await idOf(place, "refund")];
  await answer(place, "b", { label: "refund", by: "person_a" });
  await merge(place, "refund", "Refund");
  expect(await answer(place, "a", { label: gone, by: "person_a" })).toMatchObject({ label: stays, how: "person" });
  expect(await answer(place, "b", { label: "Refund", by: "person_b" })).toMatchObject({
    label: stays,
    how: "majority",
  });
  const undone = await undoAnswers(opened.world, {
    id: newId("annotation"),
    workspace: opened.workspace,
    project: place.project,
    person: "person_a",
    authorKind: "person",
    annotation: undefined,
  });
  expect(undone.task?.previous).toEqual({ [place.question]: { labels: [stays] } });
});

test("suggestions that the live model ranked before the merge are shown as of the other, their probabilities added", async () => {
  const place = await projectOf(["Refund", "refund", "fee"], ["a"]);
  const item = await itemOf(place, "a");
  await makeTasks(opened.world.db, { project: place.project, items: [item] });
  await sql`update task set blind = false where project = ${place.project}`.execute(opened.world.db);
  const [stays, gone, fee] = [await idOf(place, "Refund"), await idOf(place, "refund"), await idOf(place, "fee")];
  const live = { number: 1, labels: 10, classes: 3, audited: 0, auditHits: 0, seconds: 1 };
  await storeLive(opened.world, {
    ...place,
    ...live,
    pool: [
      {
        item,
        scores: [
          [fee, 0.4],
          [gone, 0.375],
          [stays, 0.225],
        ],
      },
    ],
  });
  await merge(place, "refund", "Refund");
  const hand = await handOutTasks(opened.world, { project: place.project, person: "person_a", count: 1 });
  const scores = hand.tasks[0]?.suggestions[place.question]?.scores ?? [];
  expect(scores.map(([label]) => label)).toEqual([stays, fee]);
  expect(scores[0]?.[1]).toBeCloseTo(0.6);
});

test("an import that names the merged label gives the other, and conflicts with none of its answers and rows", async () => {
  const place = await projectOf(["Refund", "refund"], ["here"]);
  await answer(place, "here", { label: "refund", by: "person_a" });
  await merge(place, "refund", "Refund");
  const id = await take(place, "text,label\nnew,refund\nhere,refund\ntwice,Refund\ntwice,refund\n");
  const imported = { new: "Refund imported", twice: "Refund imported" };
  expect(await labelsOf(place)).toEqual({ here: "Refund person", ...imported });
  const labels = await readLabels(opened.world, place.question);
  expect(labels.map((one) => `${one.name} ${one.retired}`)).toEqual(["Refund false", "refund true"]);
  const kinds = (await readImport(opened.world, { project: place.project, import: id })).findings;
  expect(JSON.stringify(kinds)).not.toContain("labels");
});

test("adding the name of the merged label adds nothing; a retired label it was merged into comes back", async () => {
  const place = await projectOf(["Refund", "refund"], []);
  await merge(place, "refund", "Refund");
  const { question } = place;
  await addLabels(opened.world, { question, names: ["refund"], retired: "refuse" });
  expect((await readLabels(opened.world, question)).map((one) => one.retired)).toEqual([false, true]);
  const change = { retired: true };
  await changeLabel(opened.world, {
    ...place,
    workspace: opened.workspace,
    label: await idOf(place, "Refund"),
    change,
  });
  await expect(addLabels(opened.world, { question, names: ["refund"], retired: "refuse" })).rejects.toMatchObject({
    kind: "forbidden",
  });
  await addLabels(opened.world, { question, names: ["refund"], retired: "bring back" });
  const labels = await readLabels(opened.world, question);
  expect(labels.map((one) => `${one.name} ${one.retired}`)).toEqual(["Refund false", "refund true"]);
});

test("the merged label is not brought back, renamed, or its name given to another", async () => {
  const place = await projectOf(["Refund", "refund", "fee"], []);
  await merge(place, "refund", "Refund");
  const sentence = '"refund" was merged into "Refund", and its answers count as that.';
  const change = async (name: string, to: object) =>
    changeLabel(opened.world, { ...place, workspace: opened.workspace, label: await idOf(place, name), change: to });
  for (const to of [{ retired: false }, { name: "back" }, { key: "9" }])
    await expect(change("refund", to)).rejects.toMatchObject({ kind: "conflict", message: sentence });
  await expect(change("fee", { name: "refund" })).rejects.toMatchObject({ kind: "conflict", message: sentence });
});

test("chains lead to the end, and no circle can be made", async () => {
  const place = await projectOf(["a", "b", "c"], ["x", "y"]);
  await answer(place, "x", { label: "a", by: "person_a" });
  await answer(place, "y", { label: "a", by: "person_a" });
  await answer(place, "y", { label: "c", by: "person_b" });
  await mergeAndSettle(place, "a", "b");
  expect(await labelsOf(place)).toEqual({ x: "b person", y: "b disputed" });
  await mergeAndSettle(place, "b", "c");
  expect(await labelsOf(place)).toEqual({ x: "c person", y: "c majority" });
  await expect(merge(place, "c", "a")).rejects.toMatchObject({ kind: "conflict", facts: { field: "into" } });
  await expect(merge(place, "a", "b")).rejects.toMatchObject({ kind: "conflict" });
  expect((await readLabels(opened.world, place.question)).map((one) => one.mergedInto ?? "stays")).toEqual([
    "stays",
    await idOf(place, "c"),
    await idOf(place, "c"),
  ]);
});

test("two merges at once that would make a circle are one merge and one refusal", async () => {
  const place = await projectOf(["a", "b"], []);
  const done = await Promise.allSettled([merge(place, "a", "b"), merge(place, "b", "a")]);
  expect(done.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  const labels = await readLabels(opened.world, place.question);
  expect(labels.filter((one) => one.mergedInto)).toHaveLength(1);
});

test("what cannot be merged is refused with the field, and nothing is changed", async () => {
  const place = await projectOf(["a", "b", "old"], []);
  const elsewhere = await projectOf(["a"], []);
  const { workspace } = opened;
  await changeLabel(opened.world, { ...place, workspace, label: await idOf(place, "old"), change: { retired: true } });
  const [a, old, other] = [await idOf(place, "a"), await idOf(place, "old"), await idOf(elsewhere, "a")];
  const attempt = (label: string, into: string) => {
    const ids = { label: label as Id<"label">, into: into as Id<"label"> };
    return mergeLabels(opened.world, { ...place, workspace, ...ids, askedBy: "person_test" });
  };
  const before = await readLabels(opened.world, place.question);
  await expect(attempt(a, a)).rejects.toMatchObject({ kind: "invalid", facts: { field: "into" } });
  await expect(attempt(a, "label_none")).rejects.toMatchObject({ kind: "invalid", facts: { field: "into" } });
  await expect(attempt(a, other)).rejects.toMatchObject({ kind: "invalid", facts: { field: "into" } });
  await expect(attempt(a, old)).rejects.toMatchObject({ kind: "conflict", facts: { field: "into" } });
  await expect(attempt("label_none", a)).rejects.toMatchObject({ kind: "missing", facts: { field: "label" } });
  await expect(attempt(other, a)).rejects.toMatchObject({ kind: "missing", facts: { field: "label" } });
  expect(await readLabels(opened.world, place.question)).toEqual(before);
});
