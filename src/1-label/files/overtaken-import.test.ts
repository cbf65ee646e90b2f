import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport, uploadImport } from "#collect";
import type { ImportOptions } from "#collect/contract";
import type { Id } from "#ids";
import { runQueued, testWorld } from "#tests/world";
import { newQuestion } from "../contract.ts";
import { labelJobs } from "../jobs.ts";
import { addQuestion, changeQuestion, removeQuestion } from "../questions/add-question.ts";
import { createProject } from "../questions/create-project.ts";
import { stockTasks } from "../tasks/stock-tasks.ts";
import { exportLabels } from "./export-labels.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
beforeAll(async () => {
  opened = await testWorld();
});
afterAll(() => opened.close());

const topic = newQuestion.parse({ name: "topic" });
const mood = newQuestion.parse({ name: "mood" });
const stars = newQuestion.parse({ name: "stars", kind: "rating", settings: { levels: 5 } });

let count = 0;
async function newProject(...questions: (typeof topic)[]) {
  const { world, workspace } = opened;
  const about = { task: "classify", questions, auditShare: 0.5 } as const;
  const project = await createProject(world, { workspace, name: `overtaken ${++count}`, ...about });
  return { project, asker: { workspace, project, askedBy: "person_test" } };
}

async function send(project: Id<"project">, file: { name: string; body: string; options?: Partial<ImportOptions> }) {
  const { world, workspace } = opened;
  const body = (async function* () {
    yield new TextEncoder().encode(file.body);
  })();
  const about = { workspace, project, askedBy: "person_test" };
  const { import: id } = await uploadImport(world, { ...about, name: file.name, format: undefined, body });
  await startImport(world, { ...about, import: id as Id<"import">, options: file.options ?? {} });
}

/** Runs the queued import, and something else once its first items are written and nobody sees them. */
function runWhile(meanwhile: () => Promise<unknown>) {
  const { world } = opened;
  let isDone = false;
  const bulk: typeof world.bulk = (work) =>
    world.bulk((db, copy) =>
      work(db, async (table, columns, rows) => {
        await copy(table, columns, rows);
        if (table !== "item" || isDone) return;
        isDone = true;
        await meanwhile();
      }),
    );
  return runQueued({ ...world, bulk }, labelJobs as never);
}

const statesOf = async (project: Id<"project">) =>
  (await sql<{ state: string }>`select state from task where project = ${project}`.execute(opened.world.db)).rows.map(
    (row) => row.state,
  );

async function runAll(): Promise<void> {
  const queued = () => opened.world.db.selectFrom("job").select("id").where("state", "=", "queued").executeTakeFirst();
  while (await queued()) await runQueued(opened.world, labelJobs as never);
}

const labelled = { label: "label" };

test("items of an import that a new question overtook are open, since they lack its answer", async () => {
  const { project, asker } = await newProject(topic);
  await send(project, { name: "a.csv", body: "text,label\none,yes\ntwo,no\n", options: labelled });
  await runWhile(() => addQuestion(opened.world, { ...asker, question: stars }));
  await runAll();
  expect(await statesOf(project)).toEqual(["open", "open"]);
});

test("an import fails with a sentence, and whole, where the question that it answers was taken away meanwhile", async () => {
  const { project, asker } = await newProject(topic, stars);
  const options = { label: "", answers: [{ question: "stars", column: "stars" }] };
  await send(project, { name: "a.csv", body: "text,stars\none,4\ntwo,5\n", options });
  await expect(runWhile(() => removeQuestion(opened.world, { ...asker, question: "stars" }))).rejects.toThrow(
    'The question "stars" was taken away meanwhile',
  );
  const { rows } = await sql`select from annotation where project = ${project}`.execute(opened.world.db);
  expect(rows).toEqual([]);
  await sql`update job set state = 'failed' where state = 'queued'`.execute(opened.world.db);
});

/** An export of two questions, topic and mood. */
async function exportOfBoth(format: "csv" | "jsonl"): Promise<string> {
  const { project } = await newProject(topic, mood);
  const body = "text,label,mood\none,refund,glad\ntwo,late,\nthree,,sad\n";
  const options = { ...labelled, answers: [{ question: "mood", column: "mood" }] };
  await send(project, { name: "a.csv", body, options });
  await runAll();
  let file = "";
  const wanted = { project, format, only: "all", split: undefined, reader: "programs" } as const;
  for await (const part of exportLabels(opened.world, wanted)) file += new TextDecoder().decode(part);
  return file;
}

const saidIn = async (project: Id<"project">) =>
  (
    await sql<{ said: string }>`
      select item.text || ' ' || question.name || ' ' || label.name as said from consensus
        join item on item.id = consensus.item join question on question.id = consensus.question
        join label on label.id = consensus.value -> 'labels' ->> 0
      where consensus.project = ${project} order by 1`.execute(opened.world.db)
  ).rows.map((row) => row.said);

const [oneTopic, twoTopic] = ["one topic refund", "two topic late"];
const moods = ["one mood glad", "three mood sad"];
const subject = newQuestion.parse({ name: "subject" });

test.each([
  { asked: [mood, topic], options: {}, said: [moods[0], oneTopic, moods[1], twoTopic] },
  { asked: [mood], options: {}, said: moods },
  { asked: [subject, mood], options: {}, said: moods },
  {
    asked: [subject, mood],
    options: { answers: [{ question: "subject", column: "answers.topic" }] },
    said: [moods[0], "one subject refund", moods[1], "two subject late"],
  },
  { asked: [topic, mood], options: { label: "" }, said: moods },
  { asked: [topic], options: {}, said: [oneTopic, twoTopic] },
])("an export of two questions comes back to $asked.length of them, each answer to its own: $said", async (given) => {
  for (const format of ["csv", "jsonl"] as const) {
    const to = await newProject(...given.asked);
    await send(to.project, { name: `a.${format}`, body: await exportOfBoth(format), options: given.options });
    await runAll();
    expect(await saidIn(to.project)).toEqual([...given.said].sort());
  }
});

test("a question may have the name of what every object has", async () => {
  const { project } = await newProject(topic, newQuestion.parse({ name: "constructor" }), stars);
  const options = { ...labelled, answers: [{ question: "stars", column: "stars" }] };
  await send(project, { name: "a.csv", body: "text,label,stars\none,yes,4\n", options });
  expect(await runQueued(opened.world, labelJobs as never)).toMatchObject({ added: 1, labelled: 1 });
});

test("of two ratings of an item in a file the first that can be read counts", async () => {
  const { project } = await newProject(stars);
  await send(project, { name: "a.csv", body: "text,label\none,n/a\none,4\n", options: labelled });
  await runAll();
  const { rows } = await sql`select value from consensus where project = ${project}`.execute(opened.world.db);
  expect(rows).toEqual([{ value: { rating: 4 } }]);
});

test("items that some question is answered of never measure, and their stock does not grow with every import", async () => {
  const { project } = await newProject(topic, stars);
  const rows = Array.from({ length: 21_000 }, (_, at) => `text ${at},${at % 2 ? "yes" : "no"}`);
  await send(project, { name: "a.csv", body: `text,label\n${rows.join("\n")}\n`, options: labelled });
  await runAll();
  for (let turn = 0; turn < 2; turn++) await stockTasks(opened.world, { project, why: "arrived" });
  const { rows: tasks } = await sql<{ role: string; tasks: number }>`
    select role, count(*)::integer as tasks from task where project = ${project} and state = 'open' group by role`.execute(
    opened.world.db,
  );
  expect(tasks).toEqual([{ role: "learn", tasks: 20_000 }]);
});

test("items of the backlog that lack nothing once a question need not be answered are done without being drawn", async () => {
  const { project, asker } = await newProject(topic, stars);
  await send(project, { name: "a.csv", body: "text,label\none,yes\ntwo,\n", options: labelled });
  await runAll();
  await sql`delete from task where project = ${project}`.execute(opened.world.db);
  await changeQuestion(opened.world, { ...asker, question: "stars", change: { required: false } });
  await runAll();
  expect(await statesOf(project)).toEqual(["done"]);
});
