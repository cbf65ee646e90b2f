import { sql } from "kysely";
import { answerKind, keyOf, kindOf } from "#answers";
import type { AnswerValue, QuestionKind } from "#answers/contract";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import { type Id, newId } from "#ids";
import type { EventTables } from "#platform/events";
import type { Database, World } from "#world";
import type { SavedAnswers, ShownSuggestion } from "../contract.ts";
import { namedBy, valueNow } from "../questions/merged-labels.ts";
import type { AuthorKind, LabelTables } from "../tables.ts";
import { gatherByProject } from "../tasks/gather.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { noSuchItem } from "../tasks/take-turn.ts";
import { type Answer, type Decided, decide, isReview, replacedBy } from "./consensus.ts";
import { mergesOf, type Provided, type Writing, type Writings, writeAnswers } from "./write-answers.ts";

type Tables = LabelTables & CollectTables & EventTables;
type Seen = Pick<World<Tables>, "db" | "clock">;

/** Answers of one person to questions about one item, to be saved together under an id that their client made. */
export interface Given {
  readonly annotation: Id<"annotation">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project">;
  readonly item: Id<"item">;
  /** By the id of the question; at least one. */
  readonly answers: Readonly<Record<string, AnswerValue>>;
  readonly author: string;
  readonly authorKind: AuthorKind;
  readonly mayReview: "yes" | "no";
  readonly milliseconds?: number | undefined;
  /** What was shown, by the id of the question. */
  readonly suggestions?: Readonly<Record<string, ShownSuggestion>> | undefined;
}

const mostTurns = 20;

/**
 * Saves answers: the annotations, what counts, the task and the events in one statement, all of them or none. They are tried as
 * the first answers to their questions, together with others that come at this moment; where one is not the first, an attempt
 * that reads what they are decided from comes before, and again where others answered between the two. Saving twice is saving
 * once. Gives what counts now, which need not be these answers.
 */
export async function giveAnswers(world: Seen, given: Given): Promise<SavedAnswers> {
  if (Object.keys(given.answers).length === 0)
    throw new Failure("invalid", "There is no answer to save.", { field: "answers" });
  const arrived = { ...given, at: world.clock.now() };
  let done = mayBeFirst(given) ? await giveFirst(world, arrived) : "too late";
  for (let turn = 0; turn < mostTurns && done === "too late"; turn++) done = await giveFurther(world, given);
  if (done !== "too late") return done;
  throw new Failure("unavailable", "Many are answering this item at once. Try again in a moment.", { field: "item" });
}

const questionsOf = (given: Pick<Given, "answers">) => Object.keys(given.answers) as Id<"question">[];

/** Whether every answer names one label or level, as first answers are checked by. */
const mayBeFirst = ({ answers }: Given): boolean =>
  Object.values(answers).every((value) => answerKind(kindOf(value)).keysOf(value).length === 1);

type Tried = SavedAnswers | "too late";

const atFirst = { before: new Map(), provided: { turn: 0, first: true } } as const;

/** Who sends several answers at once is told apart by when each came. */
type Arrived = Given & { readonly at: Date };

/** Saves answers to questions about an item that nobody has answered, if they are and the answers may be given. */
const giveFirst = gatherByProject<Seen, Arrived, Tried>(giveFirsts, {
  together: 50,
  apart: ({ item }) => item,
});

async function giveFirsts(world: Seen, all: readonly [Arrived, ...Arrived[]]): Promise<readonly Tried[]> {
  const [one, ...others] = all;
  if (others.length === 0) return [await tryToWrite(world, one, { ...atFirst, busy: "pass over" })];
  const now = world.clock.now();
  const writings = all.flatMap((given) => writingsOf(given, { ...atFirst, now: given.at }));
  const { project } = one;
  const written = await writeAnswers(world.db, { project, now, all: writings, busy: "pass over", tells: telling(one) });
  return all.map((given) => {
    const decided = written.get(given.item);
    return decided ? saved(given, "now", decided) : "too late";
  });
}

/** Saves answers beside others, or says why they cannot be. */
async function giveFurther(world: Seen, given: Given): Promise<Tried> {
  const { turn, merges, asked } = await readTurn(world.db, given);
  const isSaved = [...asked.values()].flatMap((one) => one.answers).find((one) => one.id === given.annotation);
  if (isSaved) return savedBefore(world.db, isSaved, { given, asked });
  const answers = Object.fromEntries(
    Object.entries(given.answers).map(([question, value]) => {
      const about = asked.get(question as Id<"question">);
      const field = `answers.${question}`;
      if (!about) throw new Failure("invalid", "This project has no such question.", { field });
      return [question, answerKind(about.kind).checked(value, { ...about, field })];
    }),
  );
  const before = new Map([...asked].map(([question, one]) => [question, one.answers]));
  // Where a label was merged meanwhile, what was read counts as something else now, and nobody decides it anew later.
  return tryToWrite(world, { ...given, answers }, { before, provided: { turn, merges }, busy: "wait" });
}

interface Against {
  readonly before: ReadonlyMap<Id<"question">, readonly Answer[]>;
  readonly provided: Provided;
}

async function tryToWrite(world: Seen, given: Given, against: Against & Pick<Writings, "busy">): Promise<Tried> {
  const now = world.clock.now();
  const all = writingsOf(given, { ...against, now });
  const { project, item } = given;
  try {
    const written = await writeAnswers(world.db, { project, now, all, busy: against.busy, tells: telling(given) });
    const decided = written.get(item);
    return decided ? saved(given, "now", decided) : "too late";
  } catch (thrown) {
    if (!isUsedId(thrown)) throw thrown;
    // It was saved meanwhile by the same request sent twice, or somebody has this id for something else.
    if (world.db.isTransaction || !(await hasAnswer(world.db, given))) throw usedId();
    return "too late";
  }
}

/** The rows to write: the first has the id of the save, the others name it. */
function writingsOf(given: Given, { before, provided, now }: Against & { now: Date }): Writing[] {
  const { item, author, milliseconds, annotation } = given;
  return questionsOf(given).map((question, at) => {
    const earlier = before.get(question) ?? [];
    const answer: Answer = {
      id: at === 0 ? annotation : newId("annotation"),
      author_kind: given.authorKind,
      author,
      value: given.answers[question] ?? null,
      supersedes: replacedBy(author, earlier) ?? null,
      review: isReview(given, earlier),
      created_at: now,
    };
    const suggestion = given.suggestions?.[question];
    const givenWith = at === 0 ? undefined : annotation;
    return { item, question, answer, answers: [...earlier, answer], milliseconds, suggestion, givenWith, provided };
  });
}

const telling = ({ workspace, project }: Given) => ({ kind: "annotation.given", workspace, project }) as const;

const isUsedId = (thrown: unknown): boolean => {
  const { code, constraint } = (thrown ?? {}) as { code?: string; constraint?: string };
  return code === "23505" && constraint === "annotation_pkey";
};

const usedId = () => new Failure("conflict", "Another answer has this id. Make a new one.", { field: "annotation" });

const saved = (
  given: Given,
  when: "now" | "before",
  decided: ReadonlyMap<Id<"question">, Decided | undefined>,
): SavedAnswers => ({
  annotation: given.annotation,
  saved: when,
  counts: Object.fromEntries(
    questionsOf(given).flatMap((question) => {
      const one = decided.get(question);
      return one ? [[question, { value: one.value, how: one.how }]] : [];
    }),
  ),
});

/** A question that is answered: its kind, the label that the answer names if that may be given, and every answer so far. */
interface AskedNow {
  readonly kind: QuestionKind;
  readonly settings: unknown;
  readonly label: Id<"label"> | null;
  readonly answers: readonly Answer[];
}

interface Turn {
  readonly turn: number;
  /** How many labels were merged; no merge is ever taken back. */
  readonly merges: number;
  readonly asked: ReadonlyMap<Id<"question">, AskedNow>;
}

/** What answers to an item are decided from, read in one statement: its turn, and of each question what was answered so far. */
async function readTurn(db: Database<Tables>, given: Given): Promise<Turn> {
  type Row = Pick<Turn, "turn" | "merges"> & { [Part in keyof Answer]: Answer[Part] | null } & {
    readonly question: Id<"question"> | null;
  } & Pick<AskedNow, "kind" | "settings" | "label">;
  const keys = Object.values(given.answers).map((value) => keyOf(value) ?? "");
  const read = async (): Promise<Row[]> => {
    const { rows } =
      await sql<Row>`/* prepared */ select task.turn, ${mergesOf(given.project)} as merges, question.id as question, question.kind, question.settings,
        label.id as label, given.id, given.author_kind, given.author, ${valueNow("given")} as value, given.supersedes, given.review, given.created_at
      from task cross join unnest(${questionsOf(given)}::text[], ${keys}::text[]) as wanted (question, key)
        left join question on question.id = wanted.question and question.project = task.project
        left join label as asked on asked.question = question.id and asked.id = wanted.key
        left join label on label.id = coalesce(asked.merged_into, asked.id) and label.retired_at is null
        left join annotation as given on given.question = question.id and given.item = task.item
        left join label as named on named.id = ${namedBy("given.value")}
      where task.project = ${given.project} and task.item = ${given.item}`.execute(db);
    return rows;
  };
  let rows = await read();
  if (rows.length === 0) {
    await makeTasks(db, { project: given.project, items: [given.item] });
    rows = await read();
  }
  const [first] = rows;
  if (!first) throw noSuchItem();
  const asked = new Map<Id<"question">, AskedNow>();
  for (const { question, kind, settings, label, ...row } of rows) {
    if (question === null) continue;
    const before = asked.get(question)?.answers ?? [];
    const answers = row.id === null ? before : [...before, row as Answer];
    asked.set(question, { kind, settings, label, answers });
  }
  return { turn: first.turn, merges: first.merges, asked };
}

async function hasAnswer(db: Database<Tables>, given: Given): Promise<boolean> {
  const found = await db
    .selectFrom("annotation")
    .select("id")
    .where("id", "=", given.annotation)
    .where("project", "=", given.project)
    .where("item", "=", given.item)
    .where("question", "in", questionsOf(given))
    .executeTakeFirst();
  return found !== undefined;
}

/** What counts of a save that is sent again; a failure where it was another one, or had fewer answers. */
async function savedBefore(
  db: Database<Tables>,
  before: Answer,
  { given, asked }: { given: Given; asked: Turn["asked"] },
): Promise<SavedAnswers> {
  const { rows } = await sql<{ question: string }>`select question from annotation
    where question = any(${questionsOf(given)}::text[]) and item = ${given.item} and (id = ${before.id} or given_with = ${before.id})`.execute(
    db,
  );
  if (before.author !== given.author || rows.length < questionsOf(given).length) throw usedId();
  return saved(given, "before", new Map([...asked].map(([question, one]) => [question, decide(one.answers)])));
}
