import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listImports, startImport, uploadImport } from "#collect";
import type { AskedImportOptions } from "#collect/contract";
import type { Id } from "#ids";
import { runQueued, testWorld } from "#tests/world";
import { labelJobs } from "../jobs.ts";
import { createProject } from "../questions/create-project.ts";
import { readLabels, readQuestion } from "../questions/read-labels.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

let count = 0;
const newProject = () =>
  createProject(opened.world, {
    workspace: opened.workspace,
    name: `differing ${++count}`,
    task: "classify",
    labels: [],
    guideline: "",
    auditShare: 0.15,
  });

async function* bytes(text: string) {
  yield new TextEncoder().encode(text);
}

async function take(project: Id<"project">, text: string, options: AskedImportOptions) {
  const { world, workspace } = opened;
  const file = { workspace, project, name: "items.csv", format: undefined, askedBy: "person_test" };
  const { import: id } = await uploadImport(world, { ...file, body: bytes(text) });
  await startImport(world, { project, workspace, import: id as Id<"import">, options, askedBy: "person_test" });
  return runQueued(world, labelJobs as never);
}

test("a label that differs from the one that is here is listed and kept, or replaced where the file shall win", async () => {
  const { world } = opened;
  const project = await newProject();
  const labels = { text: "text", label: "label" };
  await take(project, "text,label\none,A\ntwo,B\n", labels);
  const told = async () => (await listImports(world, { project, after: undefined, limit: 1 }))[0]?.findings;
  expect(await take(project, "text,label\none,B\ntwo,B\n", labels)).toMatchObject({ labelled: 0, duplicates: 2 });
  expect(await told()).toMatchObject([{ kind: "labels kept", count: 1, lines: [2] }]);
  expect(await take(project, "text,label\none,B\ntwo,B\n", { ...labels, labels: "replace" })).toMatchObject({
    labelled: 1,
  });
  expect(await told()).toMatchObject([{ kind: "labels replaced", count: 1, lines: [2] }]);
  const { rows } = await sql<{ text: string; name: string; answers: string }>`
    select item.text, label.name, (select count(*) from annotation where annotation.item = item.id) as answers from consensus
    join item on item.id = consensus.item join label on label.id = consensus.value -> 'labels' ->> 0
    where consensus.project = ${project} order by item.id`.execute(world.db);
  expect(rows.map((row) => `${row.text} ${row.name} ${row.answers}`)).toEqual(["one B 2", "two B 1"]);
});

test("of two labels for one text in a file the first counts, however far apart the rows are", async () => {
  const { world } = opened;
  const project = await newProject();
  const between = Array.from({ length: 2500 }, (_, k) => `text ${k},A`).join("\n");
  await take(project, `text,label\none,A\n${between}\none,B\n`, { text: "text", label: "label", labels: "replace" });
  const [told] = await listImports(world, { project, after: undefined, limit: 1 });
  expect(told?.findings).toMatchObject([{ kind: "labels in conflict", count: 1, lines: [2503] }]);
  const [row] = (await readLabels(world, (await readQuestion(world, project)).id)).filter((one) => one.name === "A");
  const counted = await sql<{ count: string }>`
    select count(*) from consensus where project = ${project} and value -> 'labels' ->> 0 = ${row?.id}`.execute(
    world.db,
  );
  expect(Number(counted.rows[0]?.count)).toBe(2501);
});
