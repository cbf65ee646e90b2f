import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addItems,
  forgetOldUploads,
  forgetProject,
  importItems,
  listImports,
  markProjectRemoved,
  startImport,
  sweepCollected,
  uploadImport,
} from "#collect";
import type { ImportOptions } from "#collect/contract";
import { type Id, newId } from "#ids";
import { collectBlobs, releaseProjectFiles } from "#platform/blobs";
import { isPassing, listen } from "#platform/database";
import { patient, runQueued, testWorld } from "#tests/world";
import { importJob, labelJobs } from "../jobs.ts";
import { addLabels } from "../questions/add-labels.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";
import { sweepLabels } from "../sweep-labels.ts";
import { drawTexts } from "../tasks/draw-tasks.ts";
import { handOutTasks } from "../tasks/hand-out-tasks.ts";
import { stockTasks } from "../tasks/stock-tasks.ts";
import { giveLabel } from "../test-answers.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;

const newProject = () =>
  createProject(opened.world, {
    workspace: opened.workspace,
    name: `import ${++count}`,
    task: "classify",
    labels: [],
    guideline: "",
    auditShare: 0.15,
  });

async function start(project: Id<"project">, text: string, options: Partial<ImportOptions> = {}, name = "items.csv") {
  const { world, workspace } = opened;
  const file = { name, format: undefined, askedBy: "person_test" };
  const { import: id } = await uploadImport(world, { ...file, workspace, project, body: bytes(text) });
  const all = { duplicates: "skip" as const, minPerClass: 100, ...options };
  const given = { project, workspace, import: id as Id<"import">, options: all, askedBy: "person_test" };
  await startImport(world, given);
  return given.import;
}

async function take(...given: Parameters<typeof start>) {
  await start(...given);
  return runQueued(opened.world, labelJobs as never);
}

async function* bytes(text: string) {
  yield new TextEncoder().encode(text);
}

const states = async (project: Id<"project">) =>
  (
    await opened.world.db
      .selectFrom("task")
      .innerJoin("item", "item.id", "task.item")
      .select(["item.text", "task.state", "task.role"])
      .where("task.project", "=", project)
      .orderBy("item.id")
      .execute()
  ).map((row) => `${row.text}: ${row.state}`);

test("a text that is here already is counted and skipped; a known key with another text is a reported conflict", async () => {
  const project = await newProject();
  const columns = { text: "text", key: "key" };
  expect(await take(project, "text,key\none,a\ntwo,b\none,c\nthree,b\n", columns)).toMatchObject({
    added: 2,
    duplicates: 1,
    rejected: 1,
  });
  const again = "text,key,label\ntwo,d,\nfour,a,wrong\nfive,e,\n";
  expect(await take(project, again, { ...columns, label: "label" })).toMatchObject({
    added: 1,
    duplicates: 1,
    rejected: 1,
    labelled: 0,
  });
  const [told] = await listImports(opened.world, { project, after: undefined, limit: 1 });
  expect(told?.rejects).toEqual([
    { line: 3, reason: expect.stringContaining('the key "a" belongs to an item with other content'), text: "four" },
  ]);
  expect(told?.findings).toMatchObject([{ kind: "key not kept", count: 1, lines: [2] }]);
  expect(await states(project)).toEqual(["one: open", "two: open", "five: open"]);
});

test("the same text is another item in another project, and again in this one where duplicates are kept", async () => {
  const [first, second] = [await newProject(), await newProject()];
  await take(first, "text\nsame\n");
  expect(await take(second, "text\nsame\n")).toMatchObject({ added: 1 });
  expect(await take(second, "text\nsame\nsame\n", { duplicates: "keep" })).toMatchObject({ added: 2, duplicates: 0 });
});

test("a text that somebody else adds while the file is read is a duplicate, not a failure", async () => {
  const { world } = opened;
  const project = await newProject();
  const texts = Array.from({ length: 20_000 }, (_, k) => `text ${k}`);
  let attempts = 0;
  const open = async () => {
    attempts++;
    const rows = async () => {
      await addItems(world, { project, texts: [{ text: "text 19999" }] });
    };
    return { questions: ["label"], rows, end: async () => ({ labelled: 0 }) };
  };
  const id = await start(project, `text\n${texts.join("\n")}\n`);
  const taken = { added: 19_999, duplicates: 1 };
  expect(await importItems(world, { import: id, progress: patient, open })).toMatchObject(taken);
  expect(attempts).toBe(2);
  // Its job comes late: what is done is told again, not done again.
  expect(await runQueued(world, labelJobs as never)).toMatchObject(taken);
});

test("an import that loses its connection is taken again by another attempt, from the same file", async () => {
  const { world } = opened;
  const project = await newProject();
  const id = await start(project, "text\none\ntwo\n");
  const before = (await world.db.selectFrom("import").selectAll().where("id", "=", id).executeTakeFirst())?.state;
  const cutOff: typeof world.bulk = (work) =>
    world.bulk(async (db, copy) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
      return work(db, async (...given) => {
        await copy(...given);
        await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(world.db);
      });
    });
  const lost = await runQueued({ ...world, bulk: cutOff }, labelJobs as never).catch((thrown) => thrown);
  expect(isPassing(lost)).toBe(true);
  expect(await world.db.selectFrom("import").select("state").where("id", "=", id).execute()).toEqual([
    { state: before },
  ]);
  await sql`update job set state = 'queued' where state = 'running'`.execute(world.db);
  expect(await runQueued(world, labelJobs as never)).toMatchObject({ added: 2 });
});

test("an import that ends without having run is marked so, and its file is forgotten", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const id = await start(project, "text\nnever run\n");
  const read = () => world.db.selectFrom("import").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const { hash } = (await read()).source as { hash: string };
  await collectBlobs(world);
  await world.blobs.borrow(workspace, hash);
  const about = { job: newId("job"), workspace, project, askedBy: "person_test", input: { import: id } };
  await importJob.ended?.(world, about, { state: "cancelled", error: "Cancelled." });
  expect(await read()).toMatchObject({ state: "cancelled", error: "Cancelled." });
  await collectBlobs(world);
  await expect(world.blobs.borrow(workspace, hash)).rejects.toThrow("missing");
  await sql`update job set state = 'cancelled' where state = 'queued'`.execute(world.db);
});

test("NUL and halves of characters in rejects, keys, labels and other columns refuse no import", async () => {
  const { world } = opened;
  const project = await newProject();
  const cut = `${"x".repeat(199)}😀`;
  const rows = [
    '{"text":"one","label":"\\u0000yes","key":"a\\u0000","more":["\\ud800"],"a\\udc00":1}',
    `{"text":"two","label":"${"y".repeat(118)}😀","key":"${"k".repeat(498)}😀"}`,
    `{"text":"", "more":"${"z".repeat(170)}\\u0000"}`,
    `"${cut}`,
    `nothing \u0000 here`,
  ];
  const columns = { text: "text", label: "label", key: "key" };
  expect(await take(project, `${"\n".repeat(5000)}${rows.join("\n")}`, columns, "items.jsonl")).toMatchObject({
    added: 2,
    labelled: 2,
    rejected: 3,
  });
  const { rows: taken } = await sql<{ fields: object }>`
    select fields from item where key like 'a%' and text = 'one'`.execute(world.db);
  expect(taken.at(-1)?.fields).toEqual({ more: ["\ufffd"], "a\ufffd": 1 });
  const [told] = await listImports(world, { project, after: undefined, limit: 1 });
  expect(told?.findings.map((one) => one.kind)).toEqual(["nul removed", "half characters"]);
});

test("when the tasks of imported items are drawn, those who rank them hear of it", async () => {
  const { world, url } = opened;
  const project = await newProject();
  const heard: { message: unknown; tasks: number }[] = [];
  const hear = async (message: unknown) => {
    heard.push({ message, tasks: (await states(project)).length });
  };
  const about = { url, channel: "handloom", onGap: () => undefined };
  const listening = await listen({ ...about, onMessage: (message) => void hear(message) });
  await take(project, "text\none\ntwo\n");
  await expect.poll(() => heard).toMatchObject([{ message: { kind: "items.imported", project }, tasks: 2 }]);
  await listening.stop();
  expect(await world.db.selectFrom("backlog").select("part").where("project", "=", project).execute()).toEqual([]);
});

test("a file that is looked into stays when another import of the same bytes ends meanwhile", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const text = "text\nthe same bytes\n";
  await start(project, text);
  let looks = 0;
  const stream: typeof world.blobs.stream = async (...where) => {
    if (looks++ === 0) await runQueued(world, labelJobs as never);
    return world.blobs.stream(...where);
  };
  const file = { name: "items.csv", format: undefined, askedBy: "person_test", workspace, project };
  const blobs = { ...world.blobs, stream };
  const { rows } = await uploadImport({ ...world, blobs }, { ...file, body: bytes(text) });
  expect(rows).toEqual([{ text: "the same bytes" }]);
  const waiting = world.db.selectFrom("import").select("source").where("project", "=", project);
  const [row] = await waiting.where("state", "=", "waiting").execute();
  await world.blobs.borrow(workspace, (row as { source: { hash: string } }).source.hash);
  const broken = uploadImport(world, { ...file, body: bytes("\u0000\u0000\u0001") });
  await expect(broken).rejects.toThrow("not a text file");
  expect(await waiting.where("state", "=", "waiting").execute()).toHaveLength(1);
});

test("an import that is delivered twice is taken once", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const id = await start(project, "text,label\none,yes\ntwo,\n", { text: "text", label: "label" });
  const about = { job: newId("job"), workspace, project, askedBy: "person_test", input: { import: id } };
  const attempts = [1, 2].map(() => importJob.run(world, { ...about, progress: patient }));
  const taken = { added: 2, duplicates: 0, labelled: 1 };
  expect(await Promise.all(attempts)).toMatchObject([taken, taken]);
  await sql`update job set state = 'done' where state = 'queued'`.execute(world.db);
});

test("a project that is deleted while a file is read leaves nothing of it: no item, no file, no stock", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  const id = await start(project, 'text\none\ntwo\n""\n');
  const read = world.db.selectFrom("import").select("source").where("id", "=", id).executeTakeFirstOrThrow();
  const { hash } = (await read).source as { hash: string };
  const about = { job: newId("job"), workspace, askedBy: "person_test", progress: patient };
  const watched: typeof world.bulk = (work) =>
    world.bulk((db, copy) =>
      work(db, async (...given) => {
        await copy(...given);
        await markProjectRemoved(world, project);
      }),
    );
  const input = { import: id };
  const taking = importJob.run({ ...world, bulk: watched }, { ...about, project, input });
  await expect(taking).rejects.toThrow("its project was deleted");
  await sweepLabels(world, project);
  await sweepCollected(world, project);
  await releaseProjectFiles(world, project);
  await collectBlobs(world);
  await forgetProject(world, project);
  const { rows } = await sql<object>`
    select id from item where text = 'one' and import = ${id} union all select id from import where id = ${id}
    union all select project from task where project = ${project} union all select project from backlog where project = ${project}
    union all select id from project where id = ${project}`.execute(world.db);
  expect(rows).toEqual([]);
  await expect(world.blobs.borrow(workspace, hash)).rejects.toThrow("missing");
  await expect(importJob.run(world, { ...about, project, input })).rejects.toThrow("deleted with its project");
  await sql`update job set state = 'done' where state = 'queued'`.execute(world.db);
});

test("a file that was sent and never taken is forgotten a day later", async () => {
  const { world, workspace, moveClock } = opened;
  const project = await newProject();
  const file = { name: "items.csv", format: undefined, askedBy: "person_test", workspace, project };
  const { import: id } = await uploadImport(world, { ...file, body: bytes("text\nnever taken\n") });
  const waiting = () =>
    world.db
      .selectFrom("import")
      .select("source")
      .where("id", "=", id as Id<"import">)
      .execute();
  const [hash = ""] = (await waiting()).map((row) => (row.source as { hash: string }).hash);
  await collectBlobs(world);
  await world.blobs.borrow(workspace, hash);
  await forgetOldUploads(world);
  expect(await waiting()).toHaveLength(1);
  moveClock(25 * 3_600_000);
  await forgetOldUploads(world);
  moveClock(-25 * 3_600_000);
  expect(await waiting()).toEqual([]);
  await collectBlobs(world);
  await expect(world.blobs.borrow(workspace, hash)).rejects.toThrow("missing");
});

test("a label for an item that is here closes its task; the first label of an item stays", async () => {
  const project = await newProject();
  await take(project, "text\none\ntwo\nthree\n");
  const labels = { text: "text", label: "label" };
  expect(await take(project, "text,label\none,yes\none,no\nfour,no\ntwo,\n", labels)).toMatchObject({
    added: 1,
    labelled: 2,
  });
  expect(await states(project)).toEqual(["one: done", "two: open", "three: open", "four: done"]);
  expect(await take(project, "text,label\none,no\nthree,yes\n", labels)).toMatchObject({ added: 0, labelled: 1 });
  const { rows } = await sql<{ text: string; name: string; answers: number }>`
    select item.text, label.name, cardinality(consensus.annotations) as answers from consensus
    join item on item.id = consensus.item join label on label.id = consensus.value -> 'labels' ->> 0
    where consensus.project = ${project} order by item.id`.execute(opened.world.db);
  expect(rows.map((row) => `${row.text} ${row.name} ${row.answers}`)).toEqual([
    "one yes 1",
    "three yes 1",
    "four no 1",
  ]);
});

test("while a file with labels for items that are here is read, people label and draw them; their answers stay", async () => {
  const { world, workspace } = opened;
  const project = await newProject();
  await take(project, "text\none\ntwo\nthree\nfour\n");
  const question = (await readQuestion(world, project)).id;
  await addLabels(world, { question, names: ["yes", "no"], retired: "refuse" });
  const no = (await readLabels(world, question)).find((label) => label.name === "no")?.id ?? "";
  const { tasks } = await handOutTasks(world, { project, person: "person_a", count: 4 });
  const meanwhile = async () => {
    const item = tasks.find((task) => task.text === "one")?.item as Id<"item">;
    const given = { annotation: newId("annotation"), workspace, project, item, value: { labels: [no] } };
    await giveLabel(world, { ...given, author: "person_a", authorKind: "person", mayReview: "no" });
    await stockTasks(world, { project, why: "arrived" });
    expect((await handOutTasks(world, { project, person: "person_a", count: 4 })).tasks).toHaveLength(3);
  };
  let besides = 0;
  const watched: typeof world.bulk = (work) =>
    world.bulk((db, copy) =>
      work(db, async (table, columns, rows) => {
        await copy(table, columns, rows);
        if (table === "waiting_answer_0" && besides++ === 0) await meanwhile();
      }),
    );
  await start(project, "text,label\none,yes\ntwo,yes\nthree,yes\ntwo,no\nfive,yes\n", { text: "text", label: "label" });
  const result = await runQueued({ ...world, bulk: watched }, labelJobs as never);
  expect(besides).toBe(1);
  expect(result).toMatchObject({ added: 1, labelled: 3 });
  const { rows } = await sql<{ text: string; name: string; how: string }>`
    select item.text, label.name, consensus.how from consensus
    join item on item.id = consensus.item join label on label.id = consensus.value -> 'labels' ->> 0
    where consensus.project = ${project} order by item.id`.execute(world.db);
  expect(rows.map((row) => `${row.text} ${row.name} ${row.how}`)).toEqual([
    "one no person",
    "two yes imported",
    "three yes imported",
    "five yes imported",
  ]);
  expect(await states(project)).toEqual(["one: done", "two: done", "three: done", "four: held", "five: done"]);
});

test("random draws reach every open task, each at most once, in no order of arrival", async () => {
  const project = await newProject();
  await take(project, `text\n${Array.from({ length: 400 }, (_, k) => `number ${k}`).join("\n")}\n`, {});
  const all = await drawTexts(opened.world, { project, count: 1000, random: opened.world.random });
  const some = await drawTexts(opened.world, { project, count: 50, random: opened.world.random });
  const learn = await opened.world.db
    .selectFrom("task")
    .select("item")
    .where("project", "=", project)
    .where("role", "=", "learn")
    .execute();
  expect(all.map((one) => one.item).sort()).toEqual(learn.map((row) => row.item).sort());
  expect(new Set(some.map((one) => one.item)).size).toBe(50);
  const numbers = some.map((one) => Number(one.text.split(" ")[1]));
  expect(numbers).not.toEqual([...numbers].sort((one, other) => one - other));
  expect(Math.max(...numbers)).toBeGreaterThan(200);
});

test("an older database's content hashes become those of today, so that what is in it is still found", async () => {
  const project = await newProject();
  await take(project, "text\nÄ first\nsecond\n");
  const { db } = opened.world;
  await sql`alter table item drop constraint item_content`.execute(db);
  await sql`update item set hash = substring(sha256(convert_to(text, 'UTF8')) for 16)`.execute(db);
  await sql`drop index item_dataset`.execute(db);
  await sql`delete from item where dataset <> (select dataset from project where id = ${project})`.execute(db);
  await sql`create unique index item_content on item (dataset, hash)`.execute(db);
  await sql.raw(await readFile("migrations/0007_arrival.sql", "utf8")).execute(db);
  const found = await addItems(opened.world, { project, texts: [{ text: "Ä first" }, { text: "third" }] });
  expect(found.map((one) => `${one.text} ${one.added}`).sort()).toEqual(["third now", "Ä first before"]);
});
