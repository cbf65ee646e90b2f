import { sql } from "kysely";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import { transaction } from "#platform/database";
import { announce, type EventTables } from "#platform/events";
import type { Database, World } from "#world";
import { type Answer, type Decided, decide, isReview, replacedBy } from "./consensus.ts";
import type { ChoiceValue, SavedAnswer, ShownSuggestion } from "./contract.ts";
import { makeTasks } from "./make-tasks.ts";
import type { AuthorKind, LabelTables } from "./tables.ts";

/** An answer to save, under an id that its client made. */
export interface Given {
  readonly annotation: Id<"annotation">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly item: Id<"item">;
  readonly value: ChoiceValue;
  readonly author: string;
  readonly authorKind: AuthorKind;
  readonly mayReview: "yes" | "no";
  readonly milliseconds?: number | undefined;
  readonly suggestion?: ShownSuggestion | undefined;
}

/**
 * Saves an answer: the annotation, the consensus, the task and the event in one transaction. Saving twice is saving once.
 * Gives what counts now, which need not be this answer.
 */
export function giveLabel(
  world: Pick<World<LabelTables & CollectTables & EventTables>, "db" | "clock">,
  given: Given,
): Promise<SavedAnswer> {
  return transaction(world.db, async (db) => {
    const question = await lockTask(db, given);
    const answers = await readAnswers(db, question, given.item);
    const before = answers.find((one) => one.id === given.annotation);
    if (before) return savedBefore(before, given, decide(answers));
    await refuseUnknownLabels(db, question, given.value);
    const now = world.clock.now();
    const supersedes = replacedBy(given.author, answers) ?? null;
    const answer: Answer = {
      id: given.annotation,
      author_kind: given.authorKind,
      author: given.author,
      value: given.value,
      supersedes,
      review: isReview(given, answers),
      created_at: now,
    };
    const decided = await write(db, { given, question, answer, answers: [...answers, answer], now });
    await announce({ db }, { kind: "annotation.given", workspace: given.workspace, project: given.project });
    return saved(given, "now", decided);
  }).catch((thrown: { code?: string; constraint?: string }) => {
    throw thrown.code === "23505" && thrown.constraint === "annotation_pkey" ? usedId() : thrown;
  });
}

const usedId = () => new Failure("conflict", "Another answer has this id. Make a new one.", { field: "annotation" });

const saved = (given: Given, when: "now" | "before", decided: Decided | undefined): SavedAnswer => ({
  annotation: given.annotation,
  saved: when,
  label: decided?.value.labels[0],
  how: decided?.how,
});

/** Locks the task of an item, made now if it has none, and gives the question; a failure when the item is not of this project. */
export async function lockTask(
  db: Database<LabelTables & CollectTables>,
  at: { project: Id<"project">; item: Id<"item"> },
): Promise<Id<"question">> {
  const lock = () =>
    db
      .selectFrom("task")
      .innerJoin("question", "question.project", "task.project")
      .select("question.id")
      .where("task.project", "=", at.project)
      .where("task.item", "=", at.item)
      .forNoKeyUpdate("task")
      .limit(1)
      .executeTakeFirst();
  const row = (await lock()) ?? (await makeTasks(db, { project: at.project, items: [at.item] }).then(lock));
  if (!row) throw new Failure("missing", "This project has no such item.", { field: "item" });
  return row.id;
}

/** Every answer ever given to a question about an item. */
export function readAnswers(db: Database<LabelTables>, question: Id<"question">, item: Id<"item">): Promise<Answer[]> {
  return db
    .selectFrom("annotation")
    .select(["id", "author_kind", "author", "value", "supersedes", "review", "created_at"])
    .where("question", "=", question)
    .where("item", "=", item)
    .execute();
}

function savedBefore(before: Answer, given: Given, decided: Decided | undefined): SavedAnswer {
  if (before.author !== given.author) throw usedId();
  return saved(given, "before", decided);
}

async function refuseUnknownLabels(
  db: Database<LabelTables>,
  question: Id<"question">,
  value: ChoiceValue,
): Promise<void> {
  if (value.labels.length !== 1)
    throw new Failure("invalid", "This question takes exactly one label.", { field: "value.labels" });
  const found = await db
    .selectFrom("label")
    .select("id")
    .where("question", "=", question)
    .where("id", "in", value.labels as Id<"label">[])
    .where("retired_at", "is", null)
    .execute();
  const missing = value.labels.find((id) => !found.some((row) => row.id === id));
  if (missing) throw new Failure("invalid", `"${missing}" is not a label of this project.`, { field: "value.labels" });
}

interface Writing {
  readonly given: Pick<Given, "project" | "item" | "milliseconds" | "suggestion" | "author" | "authorKind">;
  readonly question: Id<"question">;
  readonly answer: Answer;
  readonly answers: readonly Answer[];
  readonly now: Date;
}

/** Writes an answer and what follows from it in one statement, because this is what people wait for all day; gives what counts now. */
export async function write(db: Database<LabelTables>, writing: Writing): Promise<Decided | undefined> {
  const { given, question, answer, now } = writing;
  const decided = decide(writing.answers);
  const value = answer.value === null ? null : JSON.stringify(answer.value);
  const suggestion = given.suggestion ? JSON.stringify(given.suggestion) : null;
  const consensus = decided
    ? sql`insert into consensus (question, item, project, value, how, agreement, annotations, updated_at)
          values (${question}, ${given.item}, ${given.project}, ${JSON.stringify(decided.value)}::jsonb, ${decided.how}, ${decided.agreement}, ${decided.annotations}, ${now})
          on conflict (question, item) do update set value = excluded.value, how = excluded.how, agreement = excluded.agreement, annotations = excluded.annotations, updated_at = excluded.updated_at`
    : sql`delete from consensus where question = ${question} and item = ${given.item}`;
  const task = decided
    ? sql`update task set state = 'done', given = 1, done_at = ${now}, held_until = null, held_by = null where project = ${given.project} and item = ${given.item}`
    : sql`update task set state = 'held', given = 0, done_at = null, held_until = ${new Date(now.getTime() + 600_000)}, held_by = ${given.author} where project = ${given.project} and item = ${given.item}`;
  const seat = sql`insert into seat (project, item, person, answered_at) values (${given.project}, ${given.item}, ${given.author}, ${answer.value === null ? null : now})
      on conflict (project, item, person) do update set answered_at = excluded.answered_at, held_until = null`;
  await sql`with
    answer as (insert into annotation (id, project, question, item, author_kind, author, value, milliseconds, suggestion, supersedes, review, created_at)
      values (${answer.id}, ${given.project}, ${question}, ${given.item}, ${given.authorKind}, ${given.author}, ${value}::jsonb, ${given.milliseconds ?? null}, ${suggestion}::jsonb, ${answer.supersedes}, ${answer.review}, ${now})),
    decided as (${consensus}), moved as (${task}), seated as (${seat}),
    ranked as (delete from pool where project = ${given.project} and item = ${given.item})
    select 1`.execute(db);
  return decided;
}
