import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addItems } from "#collect";
import { type Id, newId } from "#ids";
import { createProject, labelNames, readQuestion, takeSnapshot } from "#label";
import { storeFile } from "#platform/blobs";
import { patient, testWorld } from "#tests/world";
import { compareEvaluations } from "./compare-evaluations.ts";
import { type Measuring, storeEvaluation } from "./evaluate-run.ts";
import { countCommon, type Judged, pageJudged } from "./judged.ts";
import { findEvaluation, itemsBehind, refuseUntaken } from "./read-evaluations.ts";
import { takeOverJudged } from "./take-over-judged.ts";

let opened: Awaited<ReturnType<typeof testWorld>>;
let project: Id<"project">;
let measuring: Measuring;
let [yes, no] = ["", ""];
beforeAll(async () => {
  opened = await testWorld();
  const { world, workspace } = opened;
  const common = { task: "classify", labels: ["yes", "no"], guideline: "", auditShare: 0 } as const;
  project = await createProject(world, { workspace, name: "judged", ...common });
  await addItems(world, { project, texts: Array.from({ length: 40 }, (_, k) => ({ text: `text ${k}` })) });
  [yes, no] = [...(await labelNames(world, project)).keys()] as [string, string];
  const { id: question } = await readQuestion(world, project);
  const snapshot = (await takeSnapshot(world, { project, question, workspace })).id;
  const run = newId("run");
  await sql`insert into run (id, project, question, snapshot, number, recipe, parameters, state, seed, asked_by)
    values (${run}, ${project}, ${question}, ${snapshot}, 1, '{}', '{}', 'done', 1, 'somebody')`.execute(world.db);
  measuring = { run, project, question, workspace, version: undefined, snapshot, artifact: new Uint8Array(), seed: 1 };
});
afterAll(() => opened.close());

const items = Array.from({ length: 40 }, () => newId("item"));
/** Answers to items, with "yes" for the truth; the first ones are wrong. */
const answers = (to: readonly Id<"item">[], wrong: number): Judged[] =>
  to.map((item, at) => ({
    item,
    actual: yes,
    predicted: at < wrong ? no : yes,
    score: 0.5 + ((at * 7) % 40) / 100,
  }));
const store = async (judged: readonly Judged[]) =>
  findEvaluation(opened.world, project, (await storeEvaluation(opened.world, measuring, { split: "test", judged })).id);

test("the pages of an evaluation hold every answer once, the most confident first, by cell, and their total needs no look", async () => {
  const judged = answers(items, 11);
  const row = await store(judged);
  for (const asked of [
    { only: "all" },
    { only: "wrong" },
    { only: "all", predicted: yes },
    { only: "all", actual: no },
    { only: "wrong", actual: yes, predicted: no },
  ] as const) {
    const wanted = judged
      .filter(
        (one) =>
          (asked.only === "all" || one.actual !== one.predicted) &&
          (!("actual" in asked) || one.actual === asked.actual) &&
          (!("predicted" in asked) || one.predicted === asked.predicted),
      )
      .sort((one, other) => other.score - one.score);
    const found: { item: string; score: number }[] = [];
    for (let from = 0; ; ) {
      const page = await pageJudged(opened.world.db, { ...asked, evaluation: row.id, from, limit: 7 });
      found.push(...page);
      if (page.length < 7) break;
      from = (page.at(-1)?.place ?? 0) + 1;
    }
    expect(found.map((one) => one.item)).toEqual(wanted.map((one) => one.item));
    expect(found.map((one) => one.score)).toEqual(wanted.map((one) => expect.closeTo(one.score, 6)));
    expect(itemsBehind(row, asked)).toBe(wanted.length);
  }
});

test("two evaluations are compared on the items that both answered and that had the same truth", async () => {
  const [a, b] = [await store(answers(items.slice(0, 30), 10)), await store(answers(items.slice(5, 40), 2))];
  expect(await countCommon(opened.world.db, { a: a.id, b: b.id, into: new Map() })).toEqual({
    items: 25,
    rightA: 20,
    rightB: 23,
    onlyA: 0,
    onlyB: 3,
  });
  const compared = await compareEvaluations(opened.world, {
    project,
    a: a.id,
    b: b.id,
    numbers: async () => new Map(),
  });
  expect(compared).toMatchObject({
    items: 25,
    onlyA: 0,
    onlyB: 3,
    p: expect.closeTo(0.25, 9),
    a: { accuracy: { value: 0.8 } },
  });
  expect(compared.changed).toHaveLength(3);
  const apart = await store(answers([newId("item")], 0));
  const other = { project, a: a.id, b: apart.id, numbers: async () => new Map() };
  await expect(compareEvaluations(opened.world, other)).rejects.toThrow("not measured on the same items");
});

test("answers that an older release kept as a blob become rows; one that cannot be read holds up no other", async () => {
  const { world, workspace } = opened;
  const judged = answers(items, 3);
  const older = [await store(judged), await store(judged)];
  await world.db
    .deleteFrom("judged")
    .where(
      "evaluation",
      "in",
      older.map((one) => one.id),
    )
    .execute();
  const lines = judged.map((one) => `${JSON.stringify([one.item, one.actual, one.predicted, one.score])}\n`).join("");
  for (const { id } of older) {
    const kept = { workspace, project, owner: id, path: "judged" };
    const { hash } = await storeFile(world, new TextEncoder().encode(id === older[0]?.id ? "{" : lines), kept);
    await world.db.updateTable("evaluation").set({ predictions: hash }).where("id", "=", id).execute();
  }
  await takeOverJudged(world, patient);
  const page = (evaluation: Id<"evaluation">) =>
    pageJudged(world.db, { evaluation, only: "wrong", from: 0, limit: 10 });
  const [broken, whole] = older.map((one) => one.id) as [Id<"evaluation">, Id<"evaluation">];
  expect(await page(whole)).toHaveLength(3);
  expect(await page(broken)).toEqual([]);
  refuseUntaken(await findEvaluation(world, project, whole));
  const left = await world.db.selectFrom("file").select("owner").where("path", "=", "judged").execute();
  expect(left).toEqual([{ owner: broken }]);
});
