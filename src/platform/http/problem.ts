import type { z } from "zod";
import { Failure, type FailureKind } from "#failure";
import { isFull, passingSentence } from "#platform/database";

/** The number of the status for each kind of problem. */
export const statusOf: Record<FailureKind | "unauthenticated" | "internal", number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  unavailable: 503,
  internal: 500,
};

/** What an answer that says what went wrong is made of. */
export interface Problem {
  readonly kind: keyof typeof statusOf;
  readonly message: string;
  readonly field?: string | undefined;
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
}

/** The answer for a problem; the only place where kinds of failure become numbers. */
export function problemResponse(problem: Problem): Response {
  return Response.json({ error: problem }, { status: statusOf[problem.kind] });
}

/** The problem behind anything thrown; what was not foreseen shows nothing of itself. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Failure) {
    const { field, ...facts } = thrown.facts;
    return { kind: thrown.kind, message: thrown.message, field: typeof field === "string" ? field : undefined, facts };
  }
  const passing = isFull(thrown) ?? passingSentence(thrown);
  if (passing !== undefined) return { kind: "unavailable", message: passing };
  return {
    kind: "internal",
    message: "Something went wrong inside Handloom. It was written to the log; trying again may help.",
  };
}

/** The failure for input that does not have its declared shape: the first fault, with the name of the field. */
export function invalidInput(error: z.ZodError, part: string): Failure {
  const issue = error.issues[0];
  const field = issue && issue.path.length > 0 ? issue.path.join(".") : part;
  return new Failure("invalid", `"${field}" ${wording(issue)}.`, { field });
}

function wording(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return "is not valid";
  if (issue.code === "invalid_type")
    return issue.input === undefined ? "is missing" : `must be ${article(issue.expected)}`;
  if (issue.code === "too_big") return `is too large: at most ${issue.maximum}`;
  if (issue.code === "too_small") return `is too small: at least ${issue.minimum}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.slice(0, 20).map(String).join(", ")}`;
  if (issue.code === "unrecognized_keys") return `has unknown parts: ${issue.keys.slice(0, 10).join(", ")}`;
  const [first = "", ...rest] = issue.message;
  return issue.code === "custom" ? `${issue.message}` : `is not valid: ${first.toLowerCase()}${rest.join("")}`;
}

const article = (noun: string): string => (/^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`);
