import { type RawBuilder, sql } from "kysely";
import { keyOf } from "#answers";
import { type Id, newId } from "#ids";
import { json } from "#platform/database";
import { announcing, type Happening } from "#platform/events";
import type { Database } from "#world";
import type { ShownSuggestion } from "../contract.ts";
import type { LabelTables } from "../tables.ts";
import { type Answer, type Decided, decide } from "./consensus.ts";

/** An answer to be written, with all that were given to its question about its item before it and itself. */
export interface Writing {
  readonly item: Id<"item">;
  readonly question: Id<"question">;
  readonly answer: Answer;
  readonly answers: readonly Answer[];
  readonly milliseconds?: number | undefined;
  readonly suggestion?: ShownSuggestion | undefined;
  /** The first of those that are saved with it, where it is another one. */
  readonly givenWith?: string | undefined;
  /** What must hold beside it: left out by whoever holds the turn. */
  readonly provided?: Provided;
}

/** The turn that the answer was decided at, and whether it is the first to its question or how many labels were merged then. */
export type Provided = { readonly turn: 0; readonly first: true } | { readonly turn: number; readonly merges: number };

/** Answers of one project, of each item at most one to a question, that are written together. Those to an item are written all or not at all. */
export interface Writings {
  readonly project: Id<"project">;
  readonly now: Date;
  readonly all: readonly Writing[];
  /** What is done about an item that somebody else answers at this moment. */
  readonly busy: "wait" | "pass over";
  /** What is told of each. */
  readonly tells?: Happening;
}

/** What counts now for each item and question that was written; items where what was provided no longer held are not in it. */
export type Written = ReadonlyMap<Id<"item">, ReadonlyMap<Id<"question">, Decided | undefined>>;

const leaseMilliseconds = 600_000;

/** How many labels of the project were merged; no merge is ever taken back. */
export const mergesOf = (project: Id<"project">): RawBuilder<number> =>
  sql`(select count(*)::integer from label join question on question.id = label.question
    where question.project = ${project} and label.merged_into is not null)`;

/**
 * Writes answers and what follows from them in one statement, because this is what people wait for all day. A task is done when
 * every question that must be answered has an answer that counts; one that an answer is taken back of is held by whoever did.
 */
export async function writeAnswers(db: Database<LabelTables>, writings: Writings): Promise<Written> {
  const { project, now, busy, tells } = writings;
  // Not out of the hands of somebody else, who has it before their eyes.
  const comesBack = sql`free.is_undone and (task.state <> 'held' or task.held_by = free.author or task.held_until < ${now})`;
  const decided = writings.all.map((writing) => ({ writing, decided: decide(writing.answers) }));
  const rows = decided.map((one) => rowOf(one.writing, one.decided));
  const { rows: moved } = await sql<{ item: Id<"item"> }>`/* prepared */ with
    asked as materialized (select id, kind, required, settings from question where project = ${project}),
    given as materialized (select given.*, asked.required, ${mayBeFirst} as holds from jsonb_to_recordset(${json(rows)}) as given (
        id text, item text, question text, author text, author_kind text, value jsonb, milliseconds integer, suggestion jsonb, supersedes text,
        review boolean, given_with text, event text, turn integer, first text, merges integer, how text, counts jsonb, agreement real, annotations text[])
      left join asked on asked.id = given.question),
    wanted as materialized (select item, min(author) as author, min(turn) as turn, min(merges) as merges, bool_or(value is null) as is_undone,
        bool_and(holds) as holds, count(*) filter (where required) as asked, count(*) filter (where required and how is not null) as answered
      from given group by item order by item),
    free as materialized (select wanted.* from wanted cross join lateral (
      select item from task where project = ${project} and item = wanted.item and ${holds(project)}
      for no key update ${busy === "wait" ? sql`` : sql`skip locked`}) as task),
    moved as (update task set turn = task.turn + 1, given = free.is_complete::integer,
        state = case when free.is_complete then 'done' when ${comesBack} then 'held' when task.state = 'done' then 'open' else task.state end,
        done_at = case when free.is_complete then ${now}::timestamptz end,
        held_by = case when free.is_complete then null when ${comesBack} then free.author else task.held_by end,
        held_until = case when free.is_complete then null when ${comesBack} then ${new Date(now.getTime() + leaseMilliseconds)}::timestamptz else task.held_until end
      from (select *, ${isComplete} as is_complete from free) as free
      where task.project = ${project} and task.item = any(array(select item from free)) and free.item = task.item
      returning task.item, free.author, free.is_undone),
    written as materialized (select given.* from given where item in (select item from moved)),
    answer as (insert into annotation (id, project, question, item, author_kind, author, value, milliseconds, suggestion, supersedes, review, given_with, created_at)
      select id, ${project}, question, item, author_kind, author, value, milliseconds, suggestion, supersedes, review, given_with, ${now}::timestamptz
      from written),
    decided as (insert into consensus (question, item, project, value, how, agreement, annotations, updated_at)
      select question, item, ${project}, counts, how, agreement, annotations, ${now}::timestamptz from written where how is not null
      on conflict (question, item) do update set value = excluded.value, how = excluded.how, agreement = excluded.agreement,
        annotations = excluded.annotations, updated_at = excluded.updated_at),
    undecided as (delete from consensus using written where consensus.question = written.question and consensus.item = written.item and written.how is null),
    seated as (insert into seat (project, item, person, answered_at)
      select ${project}, item, author, case when not is_undone then ${now}::timestamptz end from moved
      on conflict (project, item, person) do update set answered_at = excluded.answered_at, held_until = null),
    ranked as (delete from pool where project = ${project} and item = any(array(
      select item from pool where project = ${project} and item = any(array(select item from moved)) for update skip locked))),
    told as (${tells ? announcing(tells, "written") : sql`select`})
    select item from moved`.execute(db);
  const isMoved = new Set(moved.map(({ item }) => item));
  const written = new Map<Id<"item">, Map<Id<"question">, Decided | undefined>>();
  for (const one of decided) {
    const { item, question } = one.writing;
    if (isMoved.has(item)) written.set(item, (written.get(item) ?? new Map()).set(question, one.decided));
  }
  return written;
}

/** Whether every question that must be answered has an answer that counts once these are written; others are looked up where there are some. */
const isComplete = sql`(free.answered = free.asked and case when free.asked = (select count(*) from asked where asked.required) then true
  else not exists (select from asked where asked.required
    and not exists (select from given where given.item = free.item and given.question = asked.id)
    and not exists (select from consensus where consensus.question = asked.id and consensus.item = free.item)) end)`;

const holds = (
  project: Id<"project">,
): RawBuilder<unknown> => sql`wanted.holds and (wanted.turn is null or turn = wanted.turn)
  and (wanted.merges is null or wanted.merges = ${mergesOf(project)})`;

/** Whether what is given as a first answer is one, and the question takes its key as it is: what it does not is looked at by whoever says why. */
const mayBeFirst = sql`given.first is null or coalesce(case when given.value ? 'rating'
    then asked.kind = 'rating' and given.first::integer <= (asked.settings ->> 'levels')::integer
    else exists (select from label where label.question = asked.id and label.id = given.first and label.retired_at is null) end, false)
  and not exists (select from annotation where annotation.question = given.question and annotation.item = given.item)`;

function rowOf(
  { item, question, answer, milliseconds, suggestion, givenWith, provided }: Writing,
  decided: Decided | undefined,
) {
  const key = provided && "first" in provided ? { first: keyOf(answer.value) } : {};
  const { value: counts, how, agreement, annotations } = decided ?? {};
  const told = { ...answer, event: newId("event"), item, question, milliseconds, suggestion, given_with: givenWith };
  return { ...told, ...provided, ...key, counts, how, agreement, annotations };
}
