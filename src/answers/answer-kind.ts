import type { AnswerValue } from "./contract.ts";
import type { Figures, Headline, JudgedKey } from "./figures.ts";

/** What is decided from answers that stand: which counts, and whether as many said something else. */
export interface Combined<Value> {
  readonly value: Value;
  readonly isTied: boolean;
}

/** A kind of question: what its answers are, and how they are compared. Its folder has everything that is of this kind alone. */
export interface AnswerKind<Value extends AnswerValue> {
  /** Whether a value is of this kind. */
  is(value: AnswerValue): value is Value;
  /** The keys that an answer is counted, filtered and learned by: the ids of labels, or the level as text. */
  keysOf(value: Value): readonly string[];
  /** The value that a key stands for, which is what a model says that answers with it. */
  valueOf(key: string): Value;
  /** What counts of several answers, the earliest first. */
  combine(values: readonly [Value, ...Value[]]): Combined<Value>;
  /** In which order keys stand: below 0 where the first comes first. */
  order(one: string, other: string): number;
  /** The metric that says most of answers of this kind. */
  readonly headline: Headline;
  /** Measures what a model answered, by keys, given what the question asks for. */
  judge(judged: readonly JudgedKey[], given: { seed: number; settings: unknown }): Figures;
}
