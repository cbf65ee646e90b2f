import { sql } from "kysely";
import type { z } from "zod";
import { type CollectTables, datasetOf } from "#collect";
import type { Split } from "#collect/contract";
import type { Id } from "#ids";
import type { World } from "#world";
import type { countsView } from "../contract.ts";
import { namedBy, readMerged, sumMerged } from "../questions/merged-labels.ts";
import { readQuestion } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { believeSlow } from "./believe-slow.ts";

/** How many items a project has, by split and by label; a slow count is believed for a while. */
export const readCounts = believeSlow(count);

async function count(
  world: Pick<World<LabelTables & CollectTables>, "db">,
  project: Id<"project">,
): Promise<z.infer<typeof countsView>> {
  const question = await readQuestion(world, project);
  const splits = await sql<{ split: Split | null; items: number; labelled: number }>`
    select item.split, count(*) as items, count(consensus.item) as labelled
    from item left join consensus on consensus.question = ${question.id} and consensus.item = item.id
    where item.dataset = ${await datasetOf(world, project)} group by item.split`.execute(world.db);
  const named = await world.db
    .selectFrom("consensus")
    .select((eb) => [namedBy("value").as("label"), eb.fn.countAll<number>().as("items")])
    .where("question", "=", question.id)
    .groupBy("label")
    .execute();
  const sums = sumMerged(
    Object.fromEntries(named.map((row) => [row.label, row.items])),
    await readMerged(world, project),
  );
  const labels = Object.entries(sums)
    .map(([label, items]) => ({ label, items }))
    .sort((one, other) => other.items - one.items);
  const rows = splits.rows.map((row) => ({ ...row, split: row.split ?? ("none" as const) }));
  const total = (pick: (row: { items: number; labelled: number }) => number) =>
    rows.reduce((sum, row) => sum + pick(row), 0);
  return { items: total((row) => row.items), labelled: total((row) => row.labelled), splits: rows, labels };
}
