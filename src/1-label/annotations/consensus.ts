import { answerKind, kindOf } from "#answers";
import type { AnswerValue } from "#answers/contract";
import type { AuthorKind, ConsensusHow } from "../tables.ts";

/** What deciding needs to know of an answer. */
export interface Answer {
  readonly id: string;
  readonly author_kind: AuthorKind;
  readonly author: string;
  readonly value: AnswerValue | null;
  readonly supersedes: string | null;
  /** Given by a reviewer who looked at the answers of others. */
  readonly review: boolean;
  readonly created_at: Date;
}

/** The answer that counts, how it came about, and the share of standing answers that agree. */
export interface Decided {
  readonly value: AnswerValue;
  readonly how: ConsensusHow;
  readonly agreement: number;
  readonly annotations: string[];
}

/**
 * The answers that stand: neither taken back nor superseded by one that stands. An undo is an answer without a value; what
 * the undone answer had replaced stands again.
 */
export function standing(answers: readonly Answer[]): Answer[] {
  const undone = new Set(answers.flatMap((one) => (one.value === null && one.supersedes ? [one.supersedes] : [])));
  const valid = answers.filter((one) => one.value !== null && !undone.has(one.id));
  const replaced = new Set(valid.map((one) => one.supersedes));
  return valid
    .filter((one) => !replaced.has(one.id))
    .sort((one, other) => one.created_at.getTime() - other.created_at.getTime() || (one.id < other.id ? -1 : 1));
}

/**
 * Decides by rank: the newest review that stands; else what the kind of question makes of the standing answers. Where as many
 * say something else the item is disputed. Nothing when nobody's answer stands.
 */
export function decide(answers: readonly Answer[]): Decided | undefined {
  const valid = standing(answers);
  const [first, ...others] = valid.flatMap((one) => one.value ?? []);
  if (!first) return undefined;
  const review = valid.findLast((one) => one.review);
  const combined = answerKind(kindOf(first)).combine([first, ...others]);
  const value = review?.value ?? combined.value;
  const chosen = valid.filter((one) => nameOf(one.value) === nameOf(value));
  const leader = review ?? (chosen[0] as Answer);
  return {
    value: leader.value as AnswerValue,
    how: review ? "reviewed" : combined.isTied ? "disputed" : howOf(leader, valid.length),
    agreement: chosen.length / valid.length,
    annotations: chosen.map((one) => one.id),
  };
}

/** What two answers that say the same have in common. */
const nameOf = (value: AnswerValue | null): string =>
  value ? [...answerKind(kindOf(value)).keysOf(value)].sort().join(" ") : "";

function howOf(leader: Answer, standingCount: number): ConsensusHow {
  if (standingCount > 1) return "majority";
  if (leader.author_kind === "import") return "imported";
  return leader.author_kind === "sample" ? "sample" : "person";
}

const isManned = (one: Answer): boolean => one.author_kind === "person" || one.author_kind === "key";

/** Which standing answer a new one replaces: one's own; else one that no person gave. Otherwise it stands beside the others. */
export function replacedBy(author: string, answers: readonly Answer[]): string | undefined {
  const valid = standing(answers);
  const own = valid.findLast((one) => one.author === author);
  return (own ?? valid.findLast((one) => !isManned(one)))?.id;
}

/** Whether an answer is a review: whoever gives it may review, and somebody else's answer stands. */
export const isReview = (given: { author: string; mayReview: "yes" | "no" }, answers: readonly Answer[]): boolean =>
  given.mayReview === "yes" && standing(answers).some((one) => isManned(one) && one.author !== given.author);
