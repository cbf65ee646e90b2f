import { sql } from "kysely";
import type { CollectTables } from "#collect";
import { Failure } from "#failure";
import type { Id } from "#ids";
import type { EventTables } from "#platform/events";
import type { Database, World } from "#world";
import type { ChoiceValue, SavedAnswer, ShownSuggestion } from "../contract.ts";
import { namedBy, valueNow } from "../questions/merged-labels.ts";
import type { AuthorKind, LabelTables } from "../tables.ts";
import { gatherByProject } from "../tasks/gather.ts";
import { makeTasks } from "../tasks/make-tasks.ts";
import { noSuchItem } from "../tasks/take-turn.ts";
import { type Answer, type Decided, decide, isReview, replacedBy } from "./consensus.ts";
import { mergesOf, type Provided, type Writing, type Writings, writeAnswers } from "./write-answers.ts";

type Tables = LabelTables & CollectTables & EventTables;
type Seen = Pick<World<Tables>, "db" | "clock">;

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

const mostTurns = 20;

/**
 * Saves an answer: the annotation, the consensus, the task and the event in one statement. It is tried as the first answer to
 * its item, together with others that come at this moment; where it is not the first, one that reads what it is decided from
 * comes before, and again where others answered between the two. Saving twice is saving once. Gives what counts now, which
 * need not be this answer.
 */
export async function giveLabel(world: Seen, given: Given): Promise<SavedAnswer> {
  const arrived = { ...given, at: world.clock.now() };
  let done = given.value.labels.length === 1 ? await giveFirst(world, arrived) : "too late";
  for (let turn = 0; turn < mostTurns && done === "too late"; turn++) done = await giveFurther(world, given);
  if (done !== "too late") return done;
  throw new Failure("unavailable", "Many are answering this item at once. Try again in a moment.", { field: "item" });
}

type Tried = SavedAnswer | "too late";

const atFirst = { before: [], provided: { turn: 0, first: true } } as const;

/** Who sends several answers at once is told apart by when each came. */
type Arrived = Given & { readonly at: Date };

/** Saves an answer to an item that nobody has answered, if it is one and the answer may be given. */
const giveFirst = gatherByProject<Seen, Arrived, Tried>(giveFirsts, {
  together: 50,
  apart: ({ item }) => item,
});

async function giveFirsts(world: Seen, all: readonly [Arrived, ...Arrived[]]): Promise<readonly Tried[]> {
  const [one, ...others] = all;
  if (others.length === 0) return [await tryToWrite(world, one, { ...atFirst, busy: "pass over" })];
  const now = world.clock.now();
  const writings = all.map((given) => writingOf(given, { ...atFirst, now: given.at }));
  const { project } = one;
  const written = await writeAnswers(world.db, { project, now, all: writings, busy: "pass over", tells: telling(one) });
  return all.map((given) => (written.has(given.item) ? saved(given, "now", written.get(given.item)) : "too late"));
}

/** Saves an answer beside others, or says why it cannot be. */
async function giveFurther(world: Seen, given: Given): Promise<Tried> {
  const { turn, merges, label, answers } = await readTurn(world.db, given);
  const before = answers.find((one) => one.id === given.annotation);
  if (before) return savedBefore(before, given, decide(answers));
  const value = { labels: [knownLabel(given.value, label)] };
  // Where a label was merged meanwhile, what was read counts as something else now, and nobody decides it anew later.
  return tryToWrite(world, { ...given, value }, { before: answers, provided: { turn, merges }, busy: "wait" });
}

interface Against {
  readonly before: readonly Answer[];
  readonly provided: Provided;
}

async function tryToWrite(world: Seen, given: Given, against: Against & Pick<Writings, "busy">): Promise<Tried> {
  const now = world.clock.now();
  const all = [writingOf(given, { ...against, now })];
  const { project, item } = given;
  try {
    const written = await writeAnswers(world.db, { project, now, all, busy: against.busy, tells: telling(given) });
    return written.has(item) ? saved(given, "now", written.get(item)) : "too late";
  } catch (thrown) {
    if (!isUsedId(thrown)) throw thrown;
    // It was saved meanwhile by the same request sent twice, or somebody has this id for something else.
    if (world.db.isTransaction || !(await hasAnswer(world.db, given))) throw usedId();
    return "too late";
  }
}

function writingOf(given: Given, { before, provided, now }: Against & { now: Date }): Writing {
  const answer: Answer = {
    id: given.annotation,
    author_kind: given.authorKind,
    author: given.author,
    value: given.value,
    supersedes: replacedBy(given.author, before) ?? null,
    review: isReview(given, before),
    created_at: now,
  };
  const { item, milliseconds, suggestion } = given;
  return { item, answer, answers: [...before, answer], milliseconds, suggestion, provided };
}

const telling = ({ workspace, project }: Given) => ({ kind: "annotation.given", workspace, project }) as const;

const isUsedId = (thrown: unknown): boolean => {
  const { code, constraint } = (thrown ?? {}) as { code?: string; constraint?: string };
  return code === "23505" && constraint === "annotation_pkey";
};

const usedId = () => new Failure("conflict", "Another answer has this id. Make a new one.", { field: "annotation" });

const saved = (given: Given, when: "now" | "before", decided: Decided | undefined): SavedAnswer => ({
  annotation: given.annotation,
  saved: when,
  label: decided?.value.labels[0],
  how: decided?.how,
});

interface Turn {
  readonly turn: number;
  /** How many labels were merged; no merge is ever taken back. */
  readonly merges: number;
  /** The label that may be given: the one that is named, or that it was merged into. */
  readonly label: Id<"label"> | null;
  readonly answers: readonly Answer[];
}

/** What an answer to an item is decided from, read in one statement: its turn, every answer so far, and the label it names, if that may be given. */
async function readTurn(db: Database<Tables>, given: Given): Promise<Turn> {
  type Row = Omit<Turn, "answers"> & { [Part in keyof Answer]: Answer[Part] | null };
  const read = async (): Promise<Row[]> => {
    const { rows } =
      await sql<Row>`/* prepared */ select task.turn, ${mergesOf(given.project)} as merges, label.id as label,
        given.id, given.author_kind, given.author, ${valueNow("given")} as value, given.supersedes, given.review, given.created_at
      from task join question on question.project = task.project
        left join label as asked on asked.question = question.id and asked.id = ${given.value.labels[0] ?? ""}
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
  const { turn, merges, label } = first;
  return { turn, merges, label, answers: rows.filter((row) => row.id !== null) as unknown as Answer[] };
}

async function hasAnswer(db: Database<Tables>, given: Given): Promise<boolean> {
  const found = await db
    .selectFrom("annotation")
    .select("id")
    .where("id", "=", given.annotation)
    .where("project", "=", given.project)
    .where("item", "=", given.item)
    .executeTakeFirst();
  return found !== undefined;
}

function savedBefore(before: Answer, given: Given, decided: Decided | undefined): SavedAnswer {
  if (before.author !== given.author) throw usedId();
  return saved(given, "before", decided);
}

/** The label to save; a failure where the answer names not exactly one, or one that may not be given. */
function knownLabel({ labels }: ChoiceValue, label: Id<"label"> | null): Id<"label"> {
  if (labels.length !== 1)
    throw new Failure("invalid", "This question takes exactly one label.", { field: "value.labels" });
  if (!label) throw new Failure("invalid", `"${labels[0]}" is not a label of this project.`, { field: "value.labels" });
  return label;
}
