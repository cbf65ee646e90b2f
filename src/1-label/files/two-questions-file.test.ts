import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listImports, startImport, uploadImport } from "#collect";
import type { ImportOptions } from "#collect/contract";
import type { Id } from "#ids";
import { runQueued, testWorld } from "#tests/world";
import { newQuestion } from "../contract.ts";
import { labelJobs } from "../jobs.ts";
import { changeQuestion } from "../questions/add-question.ts";
import { createProject } from "../questions/create-project.ts";
import { expectTasks, stockTasks } from "../tasks/stock-tasks.ts";
import { exportLabels } from "./export-labels.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

const topic = newQuestion.parse({ name: "topic" });
const urgency = newQuestion.parse({ name: "urgency", kind: "rating", settings: { levels: 5 } });
const mood = newQuestion.parse({ name: 'mood, "felt"' });

let count = 0;
const newProject = (...questions: (typeof topic)[]) =>
  createProject(opened.world, {
    workspace: opened.workspace,
    name: `two questions ${++count}`,
    task: "classify",
    labels: [],
    guideline: "",
    questions,
    auditShare: 0.15,
  });

/** Takes a file as a person would who says no more than the options; gives what the import did and found. */
async function take(
  project: Id<"project">,
  file: { name: string; body: string | AsyncIterable<Uint8Array>; options?: Partial<ImportOptions> },
) {
  const { world, workspace } = opened;
  const about = { workspace, project, format: undefined, askedBy: "person_test", name: file.name };
  const body = typeof file.body === "string" ? bytesOf(file.body) : file.body;
  const { import: id } = await uploadImport(world, { ...about, body });
  const given = { project, workspace, import: id as Id<"import">, askedBy: "person_test" };
  await startImport(world, { ...given, options: file.options ?? {} });
  const did = await runQueued(world, labelJobs as never);
  const [told] = await listImports(world, { project, after: undefined, limit: 1 });
  return { ...did, findings: told?.findings.map(({ kind, lines }) => [kind, ...lines].join(" ")) };
}

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text);
}

const exported = (project: Id<"project">, format: "csv" | "jsonl", only: "labelled" | "all" = "all") =>
  exportLabels(opened.world, { project, format, only, split: undefined, reader: "programs" });

async function textOf(pages: AsyncIterable<Uint8Array>): Promise<string> {
  const parts = [];
  for await (const page of pages) parts.push(page);
  return Buffer.concat(parts).toString();
}

/** Each item with what counts of the questions, by their names, and its side columns. */
async function contentOf(project: Id<"project">) {
  const { rows } = await sql<{ text: string; answers: object | null; fields: object | null }>`
    select item.text, item.fields, (
      select json_object_agg(question.name, coalesce(label.name, consensus.value ->> 'rating') order by question.position)
      from consensus join question on question.id = consensus.question
      left join label on label.id = consensus.value -> 'labels' ->> 0
      where consensus.item = item.id and consensus.project = project.id) as answers
    from project join item on item.dataset = project.dataset where project.id = ${project} order by item.id`.execute(
    opened.world.db,
  );
  return rows.map((row) => ({ [row.text]: { ...row.answers }, ...(row.fields && { fields: row.fields }) }));
}

const options = {
  text: "text",
  label: "about",
  answers: [
    { question: "urgency", column: "stars" },
    { question: mood.name, column: "felt" },
  ],
};
const rows = `text,about,stars,felt,place
one,"Late, again",4,"said ""no"", twice",Bonn
two,Refund,,calm,
three,,2.0,,Ulm
four,,,,
`;
const whole = [
  { one: { topic: "Late, again", urgency: "4", [mood.name]: 'said "no", twice' }, fields: { place: "Bonn" } },
  { two: { topic: "Refund", [mood.name]: "calm" } },
  { three: { urgency: "2" }, fields: { place: "Ulm" } },
  { four: {} },
];

test.each(["csv", "jsonl"] as const)(
  "the answers to several questions come back from their export as %s",
  async (format) => {
    const [first, second] = [await newProject(topic, urgency, mood), await newProject(topic, urgency, mood)];
    expect(await take(first, { name: "rows.csv", body: rows, options })).toMatchObject({ added: 4, labelled: 3 });
    expect(await contentOf(first)).toEqual(whole);
    const back = { name: `labels.${format}`, body: exported(first, format) };
    expect(await take(second, back)).toMatchObject({ added: 4, labelled: 3, rejected: 0 });
    expect(await contentOf(second)).toEqual(whole);
    expect(await textOf(exported(first, format, "labelled"))).not.toContain("four");
  },
);

test("a rating that is no level is pointed out with its line, and its item stays, with its other answers", async () => {
  const project = await newProject(topic, urgency);
  const body = "text,about,stars\none,a,6\ntwo,b,often\nthree,a,5\n";
  const answers = [{ question: "urgency", column: "stars" }];
  const took = await take(project, { name: "a.csv", body, options: { text: "text", label: "about", answers } });
  expect(took).toMatchObject({ added: 3, rejected: 0, labelled: 3 });
  expect(took.findings).toEqual(["rating not readable 2 3"]);
  expect(await contentOf(project)).toEqual([
    { one: { topic: "a" } },
    { two: { topic: "b" } },
    { three: { topic: "a", urgency: "5" } },
  ]);
});

test("two rows that differ in one answer agree in the other; the first counts, in the same file and in a later one", async () => {
  const project = await newProject(topic, urgency);
  const answers = [{ question: "urgency", column: "stars" }];
  const file = { name: "a.csv", options: { text: "text", label: "about", answers } };
  const took = await take(project, { ...file, body: "text,about,stars\none,a,1\none,a,2\none,a,1.0\n" });
  expect(took).toMatchObject({ added: 1, duplicates: 2 });
  expect(took.findings).toEqual(["labels in conflict 3"]);
  const again = await take(project, { ...file, body: "text,about,stars\none,b,1\n" });
  expect(again.findings).toEqual(["labels kept 2"]);
  expect(await contentOf(project)).toEqual([{ one: { topic: "a", urgency: "1" } }]);
});

test.each(["csv", "jsonl"] as const)(
  "a project without the second question keeps its answers of an export as %s beside the items",
  async (format) => {
    const [both, one] = [await newProject(topic, urgency), await newProject(topic)];
    await take(both, { name: "a.csv", body: rows, options: { ...options, answers: options.answers.slice(0, 1) } });
    await take(one, { name: `labels.${format}`, body: exported(both, format) });
    expect(await contentOf(one)).toMatchObject([
      { one: { topic: "Late, again" }, fields: { "answers.urgency": format === "csv" ? "4" : 4, place: "Bonn" } },
      { two: { topic: "Refund" } },
      { three: {}, fields: { "answers.urgency": format === "csv" ? "2" : 2 } },
      { four: {} },
    ]);
    // From there it comes back as it was, and answers nothing by chance.
    const third = await newProject(topic, urgency);
    await take(third, { name: `again.${format}`, body: exported(one, format) });
    expect((await contentOf(third))[0]).toMatchObject({ fields: { "answers.urgency": format === "csv" ? "4" : 4 } });
  },
);

test("answers that come late in an export count, also when its preview shows none", async () => {
  const [first, second, third] = [
    await newProject(topic, urgency),
    await newProject(topic, urgency),
    await newProject(topic, urgency),
  ];
  const body = [...Array.from({ length: 400 }, (_, k) => `row ${k},,`), "last,a,3"].join("\n");
  const answers = [{ question: "urgency", column: "stars" }];
  await take(first, {
    name: "a.csv",
    body: `text,about,stars\n${body}\n`,
    options: { text: "text", label: "about", answers },
  });
  const file = () => ({ name: "labels.jsonl", body: exported(first, "jsonl") });
  expect(await take(second, file())).toMatchObject({ added: 401, labelled: 1 });
  expect((await contentOf(second)).at(-1)).toEqual({ last: { topic: "a", urgency: "3" } });
  // As a person says who wants the answers to one question only.
  await take(third, { ...file(), options: { answers: [{ question: "urgency", column: "" }] } });
  expect((await contentOf(third)).at(-1)).toMatchObject({ last: { topic: "a" }, fields: { "answers.urgency": 3 } });
});

test("items of the backlog that lack no answer any more get a task that is done, the others one that is open", async () => {
  const { world, workspace } = opened;
  const project = await newProject(topic, urgency);
  await take(project, { name: "a.csv", body: "text,label\none,yes\ntwo,\n", options: { label: "label" } });
  await sql`delete from task where project = ${project}`.execute(world.db);
  const asker = { workspace, project, askedBy: "person_test" };
  await changeQuestion(world, { ...asker, question: "urgency", change: { required: false } });
  await runQueued(world, labelJobs as never);
  await expectTasks(world.db, { project, part: "other" });
  await stockTasks(world, { project, why: "arrived" });
  const { rows } = await sql<{ text: string; state: string }>`
    select item.text, task.state from task join item on item.id = task.item where task.project = ${project} order by 1`.execute(
    world.db,
  );
  expect(rows).toEqual([
    { text: "one", state: "done" },
    { text: "two", state: "open" },
  ]);
});
