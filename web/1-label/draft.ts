import type { AnswerValue } from "#answers/contract";
import type { Question } from "../frame/index.ts";
import type { Task } from "./hand.ts";

/** Answers by the id of their question. */
export type Answers = Readonly<Record<string, AnswerValue>>;

/** What a person has said of the item before their eyes, and the question that their keys answer now. */
export interface Draft {
  readonly answers: Answers;
  readonly asked: string | undefined;
}

/** The value that a label or a level of a question stands for. */
export const valueFor = (question: Pick<Question, "kind">, label: string): AnswerValue =>
  question.kind === "rating" ? { rating: Number(label) } : { labels: [label] };

/** The label or the level that a value names. */
export const labelOf = (value: AnswerValue | undefined): string | undefined =>
  value && ("rating" in value ? String(value.rating) : value.labels[0]);

/** What a label or a level of a question is called. */
export function saidTo(question: Pick<Question, "kind" | "labels"> | undefined, label: string | undefined): string {
  if (question?.kind === "rating" && label !== undefined) return `${label} of ${question.labels.length}`;
  return question?.labels.find((one) => one.id === label)?.name ?? label ?? "";
}

/** The draft of an item that was just shown: what counts already stands, the first open question is asked. */
export const beginDraft = (task: Pick<Task, "answers">, questions: readonly Pick<Question, "id">[]): Draft => ({
  answers: task.answers,
  asked: nextOpen(questions, task.answers, undefined)?.id ?? questions[0]?.id,
});

/** The draft with one more answer; the next question that is still open is asked. */
export function answered(
  draft: Draft,
  questions: readonly Pick<Question, "id" | "kind">[],
  given: { question: string; label: string },
): Draft {
  const question = questions.find((one) => one.id === given.question);
  if (!question) return draft;
  const answers = { ...draft.answers, [question.id]: valueFor(question, given.label) };
  return { ...draft, answers, asked: nextOpen(questions, answers, question.id)?.id ?? question.id };
}

/** The draft with another question asked, so many further on in their order. */
export function moved(draft: Draft, questions: readonly Pick<Question, "id">[], by: 1 | -1): Draft {
  const at = questions.findIndex((one) => one.id === draft.asked);
  const next = questions[Math.max(0, Math.min(questions.length - 1, at + by))];
  return next ? { ...draft, asked: next.id } : draft;
}

/** The first question without an answer, from the one after the given one on and around. */
function nextOpen<One extends { readonly id: string }>(
  questions: readonly One[],
  answers: Answers,
  after: string | undefined,
): One | undefined {
  const from = questions.findIndex((one) => one.id === after) + 1;
  return [...questions.slice(from), ...questions.slice(0, from)].find((one) => answers[one.id] === undefined);
}

/** Whether every question is answered, or, for `required`, every one that must be. */
export const isWhole = (
  { answers }: Pick<Draft, "answers">,
  questions: readonly Pick<Question, "id" | "required">[],
  which: "all" | "required",
): boolean => questions.every((one) => answers[one.id] !== undefined || (which === "required" && !one.required));

/** What is to be saved of a draft: what does not count already. */
export const news = (draft: Pick<Draft, "answers">, task: Pick<Task, "answers">): Answers =>
  Object.fromEntries(
    Object.entries(draft.answers).filter(([question, value]) => labelOf(value) !== labelOf(task.answers[question])),
  );
