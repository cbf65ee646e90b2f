import { type RawBuilder, sql } from "kysely";
import { type CollectTables, datasetOf } from "#collect";
import type { Split } from "#collect/contract";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { paged, transaction } from "#platform/database";
import type { World } from "#world";
import type { ItemAnswer, ItemFile, ItemRow } from "../contract.ts";
import { type MergedLabels, namedBy, readMerged } from "../questions/merged-labels.ts";
import { type Question, readQuestion, readQuestions } from "../questions/read-labels.ts";
import type { LabelTables } from "../tables.ts";
import { answersOfItems } from "./item-answers.ts";
import { itemFileOf, shownText } from "./item-content.ts";

type Seen = Pick<World<LabelTables & CollectTables>, "db">;

/** What to list. */
export interface ItemFilter {
  readonly project: Id<"project">;
  readonly after?: Id<"item"> | undefined;
  readonly limit: number;
  /** What `label` and `state` are about. */
  readonly question?: string | undefined;
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
  const { project, label, question: asked } = filter;
  const questions = await readQuestions(world, project);
  const one =
    asked === undefined && label === undefined ? undefined : await questionOf(world, { project, label, asked });
  const merged = await readMerged(world, project);
  const about = one ? [one] : questions.filter((question) => question.required);
  const wanted = { ...filter, about, dataset: await datasetOf(world, project), merged };
  const found = await transaction(world.db, async (db) => {
    await sql`set local statement_timeout = '8s'`.execute(db);
    return filter.search ? searched({ db }, wanted) : page({ db }, wanted);
  }).catch((thrown: { code?: string }) => {
    throw thrown.code === "57014"
      ? new Failure("unavailable", "This search took too long. Narrow it with a label or a split.", { field: "search" })
      : thrown;
  });
  const items = found.rows.map((row) => row.id);
  const answers = await answersOfItems(world, { questions, items, merged });
  return { ...found, rows: found.rows.map((row) => view(row, answers.get(row.id) ?? [])) };
}

/** The question that a label is of; of a level, or where none is named, the one that is asked for, else the first. */
async function questionOf(
  world: Seen,
  given: { project: Id<"project">; label: string | undefined; asked: string | undefined },
): Promise<Question> {
  const { project, label, asked } = given;
  if (asked !== undefined || label === undefined) return readQuestion(world, project, asked);
  const found = await world.db
    .selectFrom("label")
    .innerJoin("question", "question.id", "label.question")
    .select("question.id")
    .where("label.id", "=", label as Id<"label">)
    .where("question.project", "=", project)
    .executeTakeFirst();
  return readQuestion(world, project, found?.id);
}

type Filter = ItemFilter & { about: readonly Question[]; dataset: Id<"dataset">; merged: MergedLabels };
type Page = { rows: Found[]; next: string | undefined; partial: boolean };

async function page(world: Seen, filter: Filter): Promise<Page> {
  const { rows, next } = await paged(filter.limit, (limit) => firstOf(world, filter, limit));
  return { rows, next, partial: false };
}

/** The first items of a list; of those that lack one of several answers, the first of each question's list, which is an anti-join. */
async function firstOf(world: Seen, filter: Filter, limit: number): Promise<Found[]> {
  if (filter.state !== "unlabelled" || filter.about.length < 2) return query(world, filter).limit(limit).execute();
  const found = new Map<Id<"item">, Found>();
  for (const one of filter.about)
    for (const row of await query(world, { ...filter, about: [one] })
      .limit(limit)
      .execute())
      found.set(row.id, row);
  return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit);
}

async function searched(world: Seen, filter: Filter): Promise<Page> {
  // The whole text is only for the search: what is shown of it is enough to send.
  const window = query(world, filter).select(shownText.as("full")).limit(searchedAtOnce).as("seen");
  const pattern = `%${(filter.search ?? "").replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const found = await world.db
    .selectFrom(window)
    .select(["id", "text", "file", "key", "split", "state"])
    .where("full", "ilike", pattern)
    .orderBy("id")
    .limit(filter.limit + 1)
    .execute();
  const shown = found.slice(0, filter.limit);
  if (found.length > filter.limit) return { rows: shown, next: shown.at(-1)?.id, partial: false };
  const last = await world.db
    .selectFrom(query(world, filter).clearSelect().select("item.id").limit(searchedAtOnce).as("seen"))
    .select((eb) => [eb.fn.max("id").as("id"), eb.fn.countAll<number>().as("count")])
    .executeTakeFirst();
  const more = (last?.count ?? 0) >= searchedAtOnce;
  return {
    rows: shown,
    next: more ? (last?.id ?? undefined) : undefined,
    partial: more,
  };
}

function query(world: Seen, filter: Filter) {
  let chosen = world.db
    .selectFrom("item")
    .leftJoin("task", (join) => join.onRef("task.item", "=", "item.id").on("task.project", "=", filter.project))
    .select([
      "item.id",
      sql<string>`left(${shownText}, 500)`.as("text"),
      itemFileOf.as("file"),
      "item.key",
      "item.split",
      "task.state",
    ])
    .where("item.dataset", "=", filter.dataset);
  if (filter.after) chosen = chosen.where("item.id", ">", filter.after);
  // Of every question that is asked about; where that is one, this is an anti-join or a join by index.
  const answered = (id: Id<"question">, which = sql``) =>
    sql<boolean>`exists (select from consensus where consensus.question = ${id} and consensus.item = item.id ${which})`;
  const any = (conditions: RawBuilder<boolean>[]) => sql<boolean>`(${sql.join(conditions, sql` or `)})`;
  if (filter.state === "labelled") for (const { id } of filter.about) chosen = chosen.where(answered(id));
  if (filter.state === "unlabelled")
    chosen = chosen.where(any(filter.about.map(({ id }) => sql<boolean>`not ${answered(id)}`)));
  if (filter.state === "disputed")
    chosen = chosen.where(any(filter.about.map(({ id }) => answered(id, sql`and how = 'disputed'`))));
  if (filter.split)
    chosen =
      filter.split === "none" ? chosen.where("item.split", "is", null) : chosen.where("item.split", "=", filter.split);
  if (filter.label)
    for (const { id } of filter.about.slice(0, 1))
      chosen = chosen.where(
        answered(id, sql`and ${namedBy("consensus.value")} = any(${filter.merged.all(filter.label)}::text[])`),
      );
  return chosen.orderBy("item.id");
}

interface Found {
  readonly id: Id<"item">;
  readonly text: string;
  readonly file: ItemFile | null;
  readonly key: string | null;
  readonly split: Split | null;
  readonly state: "open" | "held" | "done" | "flagged" | null;
}

const view = (row: Found, answers: ItemAnswer[]): ItemRow => ({
  id: row.id,
  text: row.text,
  file: row.file ?? undefined,
  key: row.key ?? undefined,
  split: row.split ?? undefined,
  state: row.state === "flagged" ? "open" : (row.state ?? "open"),
  answers,
});
