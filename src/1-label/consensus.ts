import type { ChoiceValue } from "./contract.ts";
import type { AuthorKind, ConsensusHow } from "./tables.ts";

/** What deciding needs to know of an answer. */
export interface Answer {
  readonly id: string;
  readonly author_kind: AuthorKind;
  readonly author: string;
  readonly value: ChoiceValue | null;
  readonly supersedes: string | null;
  readonly created_at: Date;
}

/** The answer that counts, how it came about, and the share of standing answers that agree. */
export interface Decided {
  readonly value: ChoiceValue;
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

/** The majority of the standing answers, the earliest of equals; nothing when none stands. */
export function decide(answers: readonly Answer[]): Decided | undefined {
  const valid = standing(answers);
  const votes = new Map<string, Answer[]>();
  for (const one of valid) {
    const name = [...(one.value?.labels ?? [])].sort().join(" ");
    votes.set(name, [...(votes.get(name) ?? []), one]);
  }
  const [first, ...others] = votes.values();
  if (!first) return undefined;
  const most = others.reduce((best, one) => (one.length > best.length ? one : best), first);
  const leader = most[0] as Answer;
  return {
    value: leader.value as ChoiceValue,
    how: howOf(leader, answers, valid.length),
    agreement: most.length / valid.length,
    annotations: most.map((one) => one.id),
  };
}

function howOf(leader: Answer, answers: readonly Answer[], standingCount: number): ConsensusHow {
  if (leader.author_kind === "import") return "imported";
  if (leader.author_kind === "sample") return "sample";
  if (standingCount > 1) return "majority";
  const replaced = answers.find((one) => one.id === leader.supersedes);
  return replaced && replaced.author_kind === "person" && replaced.author !== leader.author ? "reviewed" : "person";
}

/**
 * Which standing answer a new one replaces: one's own; else one that no person gave; else, for a reviewer, the leading one.
 * Otherwise the new answer stands beside the others.
 */
export function replacedBy(
  given: { author: string; mayReview: "yes" | "no" },
  answers: readonly Answer[],
): string | undefined {
  const valid = standing(answers);
  const own = valid.findLast((one) => one.author === given.author);
  const unmanned = valid.findLast((one) => one.author_kind !== "person");
  const leading = given.mayReview === "yes" ? valid[0] : undefined;
  return (own ?? unmanned ?? leading)?.id;
}
