import { sql } from "kysely";
import { type CollectTables, datasetOf } from "#collect";
import type { Split } from "#collect/contract";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { paged, transaction } from "#platform/database";
import type { World } from "#world";
import type { ItemRow } from "./contract.ts";
import { type MergedLabels, namedBy, readMerged } from "./merged-labels.ts";
import { readQuestion } from "./read-labels.ts";
import type { LabelTables } from "./tables.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db">;

/** What to list. */
export interface ItemFilter {
  readonly project: Id<"project">;
  readonly after?: Id<"item"> | undefined;
  readonly limit: number;
  readonly label?: string | undefined;
  readonly state?: "labelled" | "unlabelled" | "disputed" | undefined;
  readonly split?: Split | "none" | undefined;
  readonly search?: string | undefined;
}

// A search reads at most this many items a request; the screen goes on by itself.
const searchedAtOnce = 200_000;

/** A page of a project's items in the order they came, with their labels; a search that found too little gives a partial page. */
export async function listItems(
  world: Seen,
  filter: ItemFilter,
): Promise<{ rows: ItemRow[]; next: string | undefined; partial: boolean }> {
  const question = (await readQuestion(world, filter.project)).id;
  const merged = await readMerged(world, filter.project);
  const wanted = { ...filter, question, dataset: await datasetOf(world, filter.project), merged };
  const rows = await transaction(world.db, async (db) => {
    await sql`set local statement_timeout = '8s'`.execute(db);
    return filter.search ? searched({ db }, wanted) : page({ db }, wanted);
  }).catch((thrown: { code?: string }) => {
    throw thrown.code === "57014"
      ? new Failure("unavailable", "This search took too long. Narrow it with a label or a split.", { field: "search" })
      : thrown;
  });
  return rows;
}

type Filter = ItemFilter & { question: Id<"question">; dataset: Id<"dataset">; merged: MergedLabels };
type Page = { rows: ItemRow[]; next: string | undefined; partial: boolean };

async function page(world: Seen, filter: Filter): Promise<Page> {
  const { rows, next } = await paged(filter.limit, (limit) => query(world, filter).limit(limit).execute());
  return { rows: rows.map((row) => view(row, filter.merged)), next, partial: false };
}

async function searched(world: Seen, filter: Filter): Promise<Page> {
  // The whole text is only for the search: what is shown of it is enough to send.
  const window = query(world, filter).select("item.text as full").limit(searchedAtOnce).as("seen");
  const pattern = `%${(filter.search ?? "").replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const found = await world.db
    .selectFrom(window)
    .select(["id", "text", "key", "split", "state", "value", "how", "updated_at"])
    .where("full", "ilike", pattern)
    .orderBy("id")
    .limit(filter.limit + 1)
    .execute();
  const shown = found.slice(0, filter.limit);
  if (found.length > filter.limit)
    return { rows: shown.map((row) => view(row, filter.merged)), next: shown.at(-1)?.id, partial: false };
  const last = await world.db
    .selectFrom(query(world, filter).clearSelect().select("item.id").limit(searchedAtOnce).as("seen"))
    .select((eb) => [eb.fn.max("id").as("id"), eb.fn.countAll<number>().as("count")])
    .executeTakeFirst();
  const more = (last?.count ?? 0) >= searchedAtOnce;
  return {
    rows: shown.map((row) => view(row, filter.merged)),
    next: more ? (last?.id ?? undefined) : undefined,
    partial: more,
  };
}

function query(world: Seen, filter: Filter) {
  let chosen = world.db
    .selectFrom("item")
    .leftJoin("task", (join) => join.onRef("task.item", "=", "item.id").on("task.project", "=", filter.project))
    .leftJoin("consensus", (join) =>
      join.onRef("consensus.item", "=", "item.id").on("consensus.question", "=", filter.question),
    )
    .select([
      "item.id",
      sql<string>`left(item.text, 500)`.as("text"),
      "item.key",
      "item.split",
      "task.state",
      "consensus.value",
      "consensus.how",
      "consensus.updated_at",
    ])
    .where("item.dataset", "=", filter.dataset);
  if (filter.after) chosen = chosen.where("item.id", ">", filter.after);
  if (filter.state === "labelled") chosen = chosen.where("consensus.item", "is not", null);
  if (filter.state === "unlabelled") chosen = chosen.where("consensus.item", "is", null);
  if (filter.state === "disputed") chosen = chosen.where(sql<boolean>`consensus.how = 'disputed'`);
  if (filter.split)
    chosen =
      filter.split === "none" ? chosen.where("item.split", "is", null) : chosen.where("item.split", "=", filter.split);
  if (filter.label)
    chosen = chosen.where(
      sql<boolean>`${namedBy("consensus.value")} = any(${filter.merged.all(filter.label)}::text[])`,
    );
  return chosen.orderBy("item.id");
}

interface Found {
  readonly id: Id<"item">;
  readonly text: string;
  readonly key: string | null;
  readonly split: Split | null;
  readonly state: "open" | "held" | "done" | "flagged" | null;
  readonly value: { labels: string[] } | null;
  readonly how: string | null;
  readonly updated_at: Date | null;
}

const view = (row: Found, merged: MergedLabels): ItemRow => ({
  id: row.id,
  text: row.text,
  key: row.key ?? undefined,
  split: row.split ?? undefined,
  state: row.state === "flagged" ? "open" : (row.state ?? "open"),
  label: row.value?.labels.map(merged.now)[0],
  how: row.how ?? undefined,
  at: row.updated_at?.toISOString(),
});
