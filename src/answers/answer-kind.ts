import type { AnswerValue } from "./contract.ts";
import type { Figures, Headline, JudgedKey } from "./figures.ts";

/** What is decided from answers that stand: which counts, and whether as many said something else. */
interface Combined<Value> {
  readonly value: Value;
  readonly isTied: boolean;
}

/** What an answer is checked against. */
interface Asking {
  /** Where the value stands in what was sent. */
  readonly field: string;
  readonly settings: unknown;
  /** The label that the value names, as it is today, if there is one that may be given. */
  readonly label: string | null;
}

/** A kind of question: what its answers are, and how they are compared. Its folder has everything that is of this kind alone. */
export interface AnswerKind<Value extends AnswerValue> {
  /** Whether a value is of this kind. */
  is(value: AnswerValue): value is Value;
  /** The keys that an answer is counted, filtered and learned by: the ids of labels, or the level as text. */
  keysOf(value: Value): readonly string[];
  /** The value that a key stands for, which is what a model says that answers with it. */
  valueOf(key: string): Value;
  /** The value to save; a failure with the field where the question takes no such value. */
  checked(value: AnswerValue, about: Asking): Value;
  /** What counts of several answers, the earliest first. */
  combine(values: readonly [Value, ...Value[]]): Combined<Value>;
  /** In which order keys stand: below 0 where the first comes first. */
  order(one: string, other: string): number;
  /** The metric that says most of answers of this kind. */
  readonly headline: Headline;
  /** Measures what a model answered, by keys, given what the question asks for. */
  judge(judged: readonly JudgedKey[], given: { seed: number; settings: unknown }): Figures;
}
