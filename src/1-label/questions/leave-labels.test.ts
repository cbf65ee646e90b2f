import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import { type Id, newId } from "#ids";
import { patient, runQueued, testWorld } from "#tests/world";
import { takeBackImport } from "../files/take-back-import.ts";
import { listItems } from "../items/list-items.ts";
import { labelJobs } from "../jobs.ts";
import { takeSnapshot } from "../snapshots/take-snapshot.ts";
import { giveLabel } from "../test-answers.ts";
import { addLabels, changeLabel } from "./add-labels.ts";
import { createProject } from "./create-project.ts";
import { forgetLeft } from "./leave-labels.ts";
import { mergeLabels } from "./merge-labels.ts";
import { labelNames, readLabels, readQuestion } from "./read-labels.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;
async function newProject(labels: string[] = []) {
  const { world, workspace } = opened;
  const common = { task: "classify", guideline: "", auditShare: 0 } as const;
  const project = await createProject(world, { workspace, name: `left ${++count}`, labels, ...common });
  return { project, question: (await readQuestion(world, project)).id };
}
type Made = Awaited<ReturnType<typeof newProject>>;

async function take({ project }: Made, csv: string, world = opened.world): Promise<Id<"import">> {
  const body = (async function* () {
    yield new TextEncoder().encode(csv);
  })();
  const about = { workspace: opened.workspace, project, askedBy: "person_test" };
  // What an earlier test left.
  await opened.world.db.deleteFrom("job").execute();
  const sent = await uploadImport(world, { ...about, name: "rows.csv", format: undefined, body });
  const id = sent.import as Id<"import">;
  await startImport(world, { ...about, import: id, options: { text: "text", label: "label" } as never });
  await runQueued(world, labelJobs as never);
  return id;
}

/** A world whose imports call something, or fail, once their rows have been copied. */
function watched(afterRows: () => Promise<void>): typeof opened.world {
  const bulk: typeof opened.world.bulk = (work) =>
    opened.world.bulk((db, copy) =>
      work(db, async (table, columns, rows) => {
        await copy(table, columns, rows);
        if (table === "annotation") await afterRows();
      }),
    );
  return { ...opened.world, bulk };
}

/** The names of the labels of a project's items as they count, by text. */
async function countedOf({ project }: Made): Promise<string[]> {
  const names = await labelNames(opened.world, project);
  const { rows } = await listItems(opened.world, { project, limit: 20 });
  return rows.map(({ text, answers: [answer] }) => `${text} ${answer && (names.get(answer.label) ?? "gone")}`).sort();
}

const fail = () => Promise.reject(new Error("the disk is gone"));
/** The labels, "-" before those that are retired. */
const labelsOf = async ({ question }: Made) =>
  (await readLabels(opened.world, question)).map((one) => `${one.retired ? "-" : ""}${one.name}`).sort();

async function answer({ project, question }: Made, text: string, name: string): Promise<void> {
  const { world, workspace } = opened;
  const label = (await readLabels(world, question)).find((one) => one.name === name)?.id ?? "";
  const item = (await listItems(world, { project, limit: 10 })).rows.find((row) => row.text === text)?.id as Id<"item">;
  const given = { annotation: newId("annotation"), workspace, project, item, value: { labels: [label] } };
  await giveLabel(world, { ...given, author: "person_a", authorKind: "person", mayReview: "no" });
}

async function tidyLater(): Promise<void> {
  opened.moveClock(700_000);
  await forgetLeft(opened.world);
}

test("nobody who adds or changes labels waits for an import that brings new ones, not even of the same names", async () => {
  const made = await newProject(["old"]);
  const { project, question } = made;
  let looked = 0;
  const meanwhile = async () => {
    if (looked++ > 0) return;
    expect(await labelsOf(made)).toEqual(["new", "old"]);
    await addLabels(opened.world, { question, names: ["new", "other"], retired: "refuse" });
    const label = (await readLabels(opened.world, question)).find((one) => one.name === "old")?.id as Id<"label">;
    await changeLabel(opened.world, {
      workspace: opened.workspace,
      project,
      question,
      label,
      change: { name: "older" },
    });
  };
  await take(made, "text,label\none,new\ntwo,old\n", watched(meanwhile));
  expect(looked).toBe(1);
  expect(await labelsOf(made)).toEqual(["new", "older", "other"]);
});

test("an import that fails leaves none of its labels, but those that somebody answered with, and revives none", async () => {
  const made = await newProject(["kept", "retired"]);
  await take(made, "text,label\nzero,kept\n");
  const { project, question } = made;
  const label = (await readLabels(opened.world, question)).find((one) => one.name === "retired")?.id as Id<"label">;
  await changeLabel(opened.world, { workspace: opened.workspace, project, question, label, change: { retired: true } });
  const csv = "text,label\none,brought\ntwo,used\nthree,kept\nfour,retired\n";
  const failing = watched(async () => {
    await answer(made, "zero", "used");
    await fail();
  });
  await expect(take(made, csv, failing)).rejects.toThrow("the disk is gone");
  expect(await labelsOf(made)).toEqual(["-brought", "-retired", "kept", "used"]);
  await tidyLater();
  expect(await labelsOf(made)).toEqual(["-retired", "kept", "used"]);
  await take(made, csv);
  expect(await labelsOf(made)).toEqual(["brought", "kept", "retired", "used"]);
});

test("the labels of an import that is taken back go, unless a snapshot may name them", async () => {
  for (const trained of [false, true]) {
    const made = await newProject(["kept"]);
    const taken = await take(made, "text,label\none,kept\ntwo,wrong column\n");
    if (trained)
      await takeSnapshot(opened.world, { project: made.project, question: made.question, workspace: opened.workspace });
    const given = { workspace: opened.workspace, project: made.project, import: taken, progress: patient };
    await takeBackImport(opened.world, given);
    expect(await labelsOf(made)).toEqual(["-wrong column", "kept"]);
    await tidyLater();
    expect(await labelsOf(made)).toEqual(trained ? ["-wrong column", "kept"] : ["kept"]);
  }
});

async function merge({ project, question }: Made, from: string, into: string): Promise<void> {
  const { world, workspace } = opened;
  const labels = await readLabels(world, question);
  const idOf = (name: string) => labels.find((one) => one.name === name)?.id as Id<"label">;
  const askedBy = "person_test";
  await mergeLabels(world, { workspace, project, question, label: idOf(from), into: idOf(into), askedBy });
}

/** What every item is, by name. */
async function answersOf({ project, question }: Made): Promise<Record<string, string>> {
  const names = new Map((await readLabels(opened.world, question)).map((one) => [one.id, one.name]));
  const { rows } = await listItems(opened.world, { project, limit: 100 });
  return Object.fromEntries(rows.map((row) => [row.text, names.get(row.answers[0]?.label ?? "") ?? "-"]));
}

test("labels that are merged while an import brings items of both, retired ones too, are one for all its rows", async () => {
  const made = await newProject(["Refund", "refund", "other"]);
  await take(made, "text,label\nzero,refund\n");
  const label = (await readLabels(opened.world, made.question)).find((one) => one.name === "other")?.id as Id<"label">;
  const about = { workspace: opened.workspace, ...made };
  await changeLabel(opened.world, { ...about, label, change: { retired: true } });
  let merged = 0;
  const meanwhile = async () => {
    if (merged++ > 0) return;
    await merge(made, "refund", "Refund");
    await merge(made, "other", "Refund");
  };
  await take(made, "text,label\none,refund\ntwo,Refund\nthree,other\nzero,Refund\n", watched(meanwhile));
  expect(merged).toBeGreaterThan(0);
  expect(await answersOf(made)).toEqual({ zero: "Refund", one: "Refund", two: "Refund", three: "Refund" });
  expect(await labelsOf(made)).toEqual(["-other", "-refund", "Refund"]);
});

test("a label that others were merged into stays when its import is taken back, and so does the name of one that was merged", async () => {
  for (const [from, into] of [
    ["kept", "brought"],
    ["brought", "kept"],
  ] as const) {
    await opened.world.db.deleteFrom("job").where("state", "=", "queued").execute();
    const made = await newProject(["kept"]);
    await take(made, "text,label\none,kept\n");
    const taken = await take(made, "text,label\ntwo,brought\n");
    await merge(made, from, into);
    const given = { workspace: opened.workspace, project: made.project, import: taken, progress: patient };
    await takeBackImport(opened.world, given);
    await tidyLater();
    expect(await labelsOf(made)).toEqual([`-${from}`, into].sort());
    expect(await answersOf(made)).toEqual({ one: into });
    await addLabels(opened.world, { question: made.question, names: [from], retired: "refuse" });
    expect(await labelsOf(made)).toEqual([`-${from}`, into].sort());
  }
});

test("a name that somebody asked for, or changed, while an import brought it is theirs when the import fails", async () => {
  const made = await newProject();
  const { project, question } = made;
  const failing = watched(async () => {
    await addLabels(opened.world, { question, names: ["asked for"], retired: "refuse" });
    const label = (await readLabels(opened.world, question)).find((one) => one.name === "changed")?.id as Id<"label">;
    const change = { description: "what it means" };
    await changeLabel(opened.world, { workspace: opened.workspace, project, question, label, change });
    await fail();
  });
  await expect(take(made, "text,label\none,asked for\ntwo,changed\nthree,left\n", failing)).rejects.toThrow();
  await tidyLater();
  expect(await labelsOf(made)).toEqual(["asked for", "changed"]);
});

test("a label that a failed import left is not forgotten while another import is about to use it, whoever retires it meanwhile", async () => {
  const made = await newProject();
  const csv = "text,label\none,again\ntwo,again\n";
  await expect(take(made, csv, watched(fail))).rejects.toThrow();
  expect(await labelsOf(made)).toEqual(["-again"]);
  await take(made, csv, watched(tidyLater));
  expect(await labelsOf(made)).toEqual(["again"]);
  expect(await countedOf(made)).toEqual(["one again", "two again"]);
  const { project, question } = made;
  const retire = watched(async () => {
    const label = (await readLabels(opened.world, question)).find((one) => one.name === "again")?.id as Id<"label">;
    await changeLabel(opened.world, {
      workspace: opened.workspace,
      project,
      question,
      label,
      change: { retired: true },
    });
  });
  await take(made, "text,label\nthree,again\n", retire);
  expect(await labelsOf(made)).toEqual(["again"]);
});

test("the names of a wrong column, thousands of them, take neither the keys nor the room of the right ones", async () => {
  const made = await newProject();
  const wrong = Array.from({ length: 4500 }, (_, at) => `text ${at},id ${at}`).join("\n");
  await expect(take(made, `text,label\n${wrong}\n`, watched(fail))).rejects.toThrow();
  const right = Array.from({ length: 1000 }, (_, at) => `text ${at},label ${at}`).join("\n");
  await take(made, `text,label\n${right}\n`);
  const standing = (await readLabels(opened.world, made.question)).filter((one) => !one.retired);
  expect(standing).toHaveLength(1000);
  const keys = standing.flatMap((one) => one.key ?? []);
  expect(new Set(keys).size).toBe(33);
  expect(keys).toHaveLength(33);
});

test("labels that a failed import left and another brought back go when that one is taken back, and keep their keys till then", async () => {
  const made = await newProject();
  await expect(take(made, "text,label\none,left\n", watched(fail))).rejects.toThrow();
  const again = await take(made, "text,label\none,left\ntwo,another\n");
  const keys = (await readLabels(opened.world, made.question)).map((one) => `${one.name} ${one.key}`);
  expect(keys.sort()).toEqual(["another 2", "left 1"]);
  const given = { workspace: opened.workspace, project: made.project, import: again, progress: patient };
  await takeBackImport(opened.world, given);
  expect(await labelsOf(made)).toEqual(["-another", "-left"]);
  await tidyLater();
  expect(await labelsOf(made)).toEqual([]);
});

test("a name that two wrong imports used goes with the second of them, whichever made it", async () => {
  const made = await newProject();
  const first = await take(made, "text,label\none,wrong\n");
  const second = await take(made, "text,label\ntwo,wrong\n");
  const back = (taken: Id<"import">) =>
    takeBackImport(opened.world, {
      ...{ workspace: opened.workspace, project: made.project, import: taken, progress: patient },
    });
  await back(first);
  expect(await labelsOf(made)).toEqual(["wrong"]);
  await back(second);
  expect(await labelsOf(made)).toEqual(["-wrong"]);
});
