import { sql } from "kysely";
import type { z } from "zod";
import { type CollectTables, datasetOf } from "#collect";
import type { Split } from "#collect/contract";
import type { Id } from "#ids";
import type { World } from "#world";
import type { countsView } from "../contract.ts";
import { type MergedLabels, namedBy, readMerged, sumMerged } from "../questions/merged-labels.ts";
import { type Question, readQuestions } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { believeSlow } from "./believe-slow.ts";

/** How many items a project has, by split, and by question and label; a slow count is believed for a while. */
export const readCounts = believeSlow(count);

type Seen = Pick<World<LabelTables & CollectTables>, "db">;

async function count(world: Seen, project: Id<"project">): Promise<z.infer<typeof countsView>> {
  const questions = await readQuestions(world, project);
  const merged = await readMerged(world, project);
  const splits = await countSplits(world, { project, required: questions.filter((one) => one.required) });
  const total = (pick: (row: { items: number; labelled: number }) => number) =>
    splits.reduce((sum, row) => sum + pick(row), 0);
  return {
    items: total((row) => row.items),
    labelled: total((row) => row.labelled),
    splits,
    questions: await Promise.all(questions.map((question) => countLabels(world, { question, merged }))),
  };
}

/** Items by split, and those of them that lack no answer. */
async function countSplits(world: Seen, given: { project: Id<"project">; required: readonly Question[] }) {
  const tables = given.required.map((_, at) => sql.table(`answer_${at}`));
  const joined = sql.join(
    given.required.map(
      ({ id }, at) =>
        sql`left join consensus as ${tables[at]} on ${tables[at]}.question = ${id} and ${tables[at]}.item = item.id`,
    ),
    sql` `,
  );
  const all = sql.join(
    given.required.map((_, at) => sql`${sql.ref(`answer_${at}.item`)} is not null`),
    sql` and `,
  );
  const { rows } = await sql<{ split: Split | null; items: number; labelled: number }>`
    select item.split, count(*) as items, count(*) filter (where ${all}) as labelled
    from item ${joined} where item.dataset = ${await datasetOf(world, given.project)} group by item.split`.execute(
    world.db,
  );
  return rows.map((row) => ({ ...row, split: row.split ?? ("none" as const) }));
}

/** Items by what counts of a question, the most first. */
async function countLabels(world: Seen, { question, merged }: { question: Question; merged: MergedLabels }) {
  const sums = sumMerged(await countKeys(world, question.id), merged);
  const labels = Object.entries(sums)
    .map(([label, items]) => ({ label, items }))
    .sort((one, other) => other.items - one.items);
  const labelled = labels.reduce((sum, one) => sum + one.items, 0);
  return { question: question.id, name: question.name, labelled, labels };
}

/** How many items each key of a question counts for, merged labels apart. */
export async function countKeys(world: Seen, question: Id<"question">): Promise<Record<string, number>> {
  const rows = await world.db
    .selectFrom("consensus")
    .select((eb) => [namedBy("value").as("label"), eb.fn.countAll<number>().as("items")])
    .where("question", "=", question)
    .groupBy("label")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.label, row.items]));
}
