import type { AnswerValue } from "#answers/contract";

/** What may be answered to a question, as an import meets it by name. */
export interface MetAnswers {
  /** Makes what is new among these names, if the question takes new ones. */
  meet(names: ReadonlySet<string>): Promise<void>;
  /** Whether a name can be an answer at all. */
  mayBe(name: string): boolean;
  /** The key of a name that was met; nothing where it names no answer. */
  keyOf(name: string): string | undefined;
  valueOf(key: string): AnswerValue;
  nameOf(key: string | null): string;
  isMet(name: string): boolean;
  /** Brings back what was met and is chosen no more. */
  bringBack(): Promise<void>;
  /** The names of all labels that stand, if any was met. */
  all(): Promise<string[]>;
}
