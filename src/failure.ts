/** The five ways in which a request can fail; HTTP numbers for them exist only at the rim (`platform/http`). */
export type FailureKind = "invalid" | "forbidden" | "missing" | "conflict" | "unavailable";

/**
 * A failure that a person can act on: a kind, one clear sentence, and facts for programs
 * (for `invalid`, `facts.field` names the input at fault).
 */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly facts: Readonly<Record<string, unknown>>;
  constructor(kind: FailureKind, sentence: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(sentence);
    this.name = "Failure";
    this.kind = kind;
    this.facts = facts;
  }
}

/** The sentence of anything that was thrown, for logs and job records. */
export function sentenceOf(thrown: unknown): string {
  const { message } = (typeof thrown === "object" && thrown !== null ? thrown : {}) as { message?: unknown };
  // An AggregateError may have none of its own.
  return typeof message === "string" && message !== "" ? message : String(thrown);
}
