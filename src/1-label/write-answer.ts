import { type RawBuilder, sql } from "kysely";
import type { Id } from "#ids";
import { announcing, type Happening } from "#platform/events";
import type { Database } from "#world";
import { type Answer, type Decided, decide } from "./consensus.ts";
import type { ShownSuggestion } from "./contract.ts";
import type { AuthorKind, LabelTables } from "./tables.ts";

/** An answer to be written, with all that were given before it and itself. */
export interface Writing {
  readonly given: {
    readonly project: Id<"project">;
    readonly item: Id<"item">;
    readonly author: string;
    readonly authorKind: AuthorKind;
    readonly milliseconds?: number | undefined;
    readonly suggestion?: ShownSuggestion | undefined;
  };
  readonly question: Id<"question"> | RawBuilder<Id<"question">>;
  readonly answer: Answer;
  readonly answers: readonly Answer[];
  readonly now: Date;
  /** What must hold of the task beside its turn, which is moved on: left out by whoever holds the turn. */
  readonly provided?: RawBuilder<unknown>;
  /** What is told of it. */
  readonly tells?: Happening;
}

/**
 * Writes an answer and what follows from it in one statement, because this is what people wait for all day; gives what counts
 * now, or `too late` and nothing written where what was provided no longer held.
 */
export async function writeAnswer(
  db: Database<LabelTables>,
  writing: Writing,
): Promise<Decided | undefined | "too late"> {
  const { given, question, answer, now } = writing;
  const { project, item, author } = given;
  const decided = decide(writing.answers);
  const provided = writing.provided ?? sql`true`;
  const task = decided
    ? sql`state = 'done', given = 1, done_at = ${now}, held_until = null, held_by = null`
    : sql`state = 'held', given = 0, done_at = null, held_until = ${new Date(now.getTime() + 600_000)}, held_by = ${author}`;
  const { rows } = await sql<{ moved: number }>`/* prepared */ with
    moved as (update task set turn = turn + 1, ${task} where project = ${project} and item = ${item} and ${provided} returning item),
    answer as (insert into annotation (id, project, question, item, author_kind, author, value, milliseconds, suggestion, supersedes, review, created_at)
      select ${answer.id}, ${project}, ${question}, item, ${given.authorKind}, ${author}, ${jsonText(answer.value)}::jsonb,
        ${given.milliseconds ?? null}::integer, ${jsonText(given.suggestion)}::jsonb, ${answer.supersedes}, ${answer.review}::boolean, ${now}::timestamptz from moved),
    decided as (${consensusOf(writing, decided)}),
    seated as (insert into seat (project, item, person, answered_at)
      select ${project}, item, ${author}, ${answer.value === null ? null : now}::timestamptz from moved
      on conflict (project, item, person) do update set answered_at = excluded.answered_at, held_until = null),
    ranked as (delete from pool where project = ${project} and item in (select item from moved)),
    told as (${writing.tells ? announcing(writing.tells, "moved") : sql`select`})
    select count(*)::integer as moved from moved`.execute(db);
  return rows[0]?.moved === 0 ? "too late" : decided;
}

const jsonText = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

function consensusOf({ question, given, now }: Writing, decided: Decided | undefined): RawBuilder<unknown> {
  if (!decided) return sql`delete from consensus where question = ${question} and item in (select item from moved)`;
  const { value, how, agreement, annotations } = decided;
  return sql`insert into consensus (question, item, project, value, how, agreement, annotations, updated_at)
    select ${question}, item, ${given.project}, ${JSON.stringify(value)}::jsonb, ${how}, ${agreement}::real, ${annotations}::text[], ${now}::timestamptz from moved
    on conflict (question, item) do update set value = excluded.value, how = excluded.how, agreement = excluded.agreement,
      annotations = excluded.annotations, updated_at = excluded.updated_at`;
}
