import { type RawBuilder, sql } from "kysely";
import { type Id, newId } from "#ids";
import { json } from "#platform/database";
import { announcing, type Happening } from "#platform/events";
import type { Database } from "#world";
import type { ShownSuggestion } from "../contract.ts";
import type { LabelTables } from "../tables.ts";
import { type Answer, type Decided, decide } from "./consensus.ts";

/** An answer to be written, with all that were given to its item before it and itself. */
export interface Writing {
  readonly item: Id<"item">;
  readonly answer: Answer;
  readonly answers: readonly Answer[];
  readonly milliseconds?: number | undefined;
  readonly suggestion?: ShownSuggestion | undefined;
  /** What must hold beside it: left out by whoever holds the turn. */
  readonly provided?: Provided;
}

/** The turn that the answer was decided at, and whether it is the first to its item or how many labels were merged then. */
export type Provided = { readonly turn: 0; readonly first: true } | { readonly turn: number; readonly merges: number };

/** Answers of one project, each to another item, that are written together. */
export interface Writings {
  readonly project: Id<"project">;
  readonly now: Date;
  readonly all: readonly Writing[];
  /** What is done about an item that somebody else answers at this moment. */
  readonly busy: "wait" | "pass over";
  /** What is told of each. */
  readonly tells?: Happening;
}

/** What counts now for each item that was written; those where what was provided no longer held are not in it. */
export type Written = ReadonlyMap<Id<"item">, Decided | undefined>;

const leaseMilliseconds = 600_000;

/** How many labels of the project were merged; no merge is ever taken back. */
export const mergesOf = (project: Id<"project">): RawBuilder<number> =>
  sql`(select count(*)::integer from label join question on question.id = label.question
    where question.project = ${project} and label.merged_into is not null)`;

/** Writes answers and what follows from them in one statement, because this is what people wait for all day. */
export async function writeAnswers(db: Database<LabelTables>, writings: Writings): Promise<Written> {
  const { project, now, busy, tells } = writings;
  const decided = new Map(writings.all.map((writing) => [writing.item, decide(writing.answers)]));
  const rows = writings.all.map((writing) => rowOf(writing, decided.get(writing.item)));
  const { rows: moved } = await sql<{ item: Id<"item"> }>`/* prepared */ with
    asked as materialized (select id from question where project = ${project}),
    given as materialized (select * from jsonb_to_recordset(${json(rows)}) as given (
      id text, item text, author text, author_kind text, value jsonb, milliseconds integer, suggestion jsonb, supersedes text, review boolean, event text,
      turn integer, first text, merges integer, how text, counts jsonb, agreement real, annotations text[]) order by item),
    free as materialized (select task.item from given cross join lateral (
      select item from task where project = ${project} and item = given.item and ${holds(project)}
      for no key update ${busy === "wait" ? sql`` : sql`skip locked`}) as task),
    moved as (update task set turn = task.turn + 1,
        state = case when given.how is null then 'held' else 'done' end, given = (given.how is not null)::integer,
        done_at = case when given.how is not null then ${now}::timestamptz end,
        held_by = case when given.how is null then given.author end,
        held_until = case when given.how is null then ${new Date(now.getTime() + leaseMilliseconds)}::timestamptz end
      from given where task.project = ${project} and task.item = any(array(select item from free)) and given.item = task.item
      returning given.*),
    answer as (insert into annotation (id, project, question, item, author_kind, author, value, milliseconds, suggestion, supersedes, review, created_at)
      select moved.id, ${project}, asked.id, item, author_kind, author, value, milliseconds, suggestion, supersedes, review, ${now}::timestamptz
      from moved, asked),
    decided as (insert into consensus (question, item, project, value, how, agreement, annotations, updated_at)
      select asked.id, item, ${project}, counts, how, agreement, annotations, ${now}::timestamptz from moved, asked where how is not null
      on conflict (question, item) do update set value = excluded.value, how = excluded.how, agreement = excluded.agreement,
        annotations = excluded.annotations, updated_at = excluded.updated_at),
    undecided as (delete from consensus using asked where question = asked.id and item = any(array(select item from moved where how is null))),
    seated as (insert into seat (project, item, person, answered_at)
      select ${project}, item, author, case when value is not null then ${now}::timestamptz end from moved
      on conflict (project, item, person) do update set answered_at = excluded.answered_at, held_until = null),
    ranked as (delete from pool where project = ${project} and item = any(array(
      select item from pool where project = ${project} and item = any(array(select item from moved)) for update skip locked))),
    told as (${tells ? announcing(tells, "moved") : sql`select`})
    select item from moved`.execute(db);
  return new Map(moved.map(({ item }) => [item, decided.get(item)]));
}

const holds = (project: Id<"project">): RawBuilder<unknown> => sql`(given.turn is null or turn = given.turn)
  and (given.merges is null or given.merges = ${mergesOf(project)})
  and (given.first is null or (not exists (select from annotation, asked where annotation.question = asked.id and annotation.item = given.item)
    and exists (select from label, asked where label.question = asked.id and label.id = given.first and label.retired_at is null)))`;

function rowOf({ item, answer, milliseconds, suggestion, provided }: Writing, decided: Decided | undefined) {
  const label = provided && "first" in provided ? { first: answer.value?.labels[0] } : {};
  const { value: counts, how, agreement, annotations } = decided ?? {};
  const told = { ...answer, event: newId("event"), item, milliseconds, suggestion };
  return { ...told, ...provided, ...label, counts, how, agreement, annotations };
}
