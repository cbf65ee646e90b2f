import type { Generated } from "kysely";
import type { AnswerValue, QuestionKind } from "#answers/contract";
import type { Id } from "#ids";
import type { ShownSuggestion } from "./contract.ts";

/**
 * What a task is for: learning, measuring while people label (audit), or measuring later (test: the test and the validation
 * split). The last two never teach, are handed out at random, and are answered without a suggestion.
 */
export type TaskRole = "learn" | "audit" | "test";

/** How an answer became the one that counts. */
export type ConsensusHow =
  | "person"
  | "majority"
  | "weighted"
  | "reviewed"
  | "certified"
  | "imported"
  | "sample"
  | "disputed";

/** Who gave an answer. */
export type AuthorKind = "person" | "import" | "sample" | "model" | "key";

/** The tables that labelling owns. */
export interface LabelTables {
  question: {
    id: Id<"question">;
    project: Id<"project">;
    name: string;
    kind: QuestionKind;
    field: string;
    answers: Generated<"one" | "several">;
    required: Generated<boolean>;
    guideline: Generated<string>;
    position: Generated<number>;
    /** The levels of a rating and what they mean; nothing for a choice. */
    settings: Generated<unknown>;
    created_at: Generated<Date>;
  };
  label: {
    id: Id<"label">;
    question: Id<"question">;
    name: string;
    key: string | null;
    color: string | null;
    description: Generated<string>;
    parent: Id<"label"> | null;
    position: number;
    retired_at: Date | null;
    /** The import that made it. */
    import: Id<"import"> | null;
    /** The label that its answers count as: never one that was merged itself. */
    merged_into: Generated<Id<"label"> | null>;
    created_at: Generated<Date>;
  };
  task: {
    project: Id<"project">;
    item: Id<"item">;
    role: TaskRole;
    blind: boolean;
    state: "open" | "held" | "done" | "flagged";
    skips: Generated<number>;
    place: number;
    wanted: Generated<number>;
    given: Generated<number>;
    turn: Generated<number>;
    held_until: Date | null;
    held_by: string | null;
    done_at: Date | null;
  };
  seat: {
    project: Id<"project">;
    item: Id<"item">;
    person: string;
    held_until: Date | null;
    answered_at: Date | null;
    skipped_at: Date | null;
    reason: string | null;
  };
  annotation: {
    id: Id<"annotation">;
    project: Id<"project">;
    question: Id<"question">;
    item: Id<"item">;
    author_kind: AuthorKind;
    author: string;
    value: AnswerValue | null;
    milliseconds: number | null;
    suggestion: ShownSuggestion | null;
    supersedes: Id<"annotation"> | null;
    review: Generated<boolean>;
    import_line: number | null;
    /** The first of the answers that were saved with it, where it is another one. */
    given_with: Generated<Id<"annotation"> | null>;
    created_at: Generated<Date>;
  };
  consensus: {
    question: Id<"question">;
    item: Id<"item">;
    project: Id<"project">;
    value: AnswerValue;
    how: ConsensusHow;
    agreement: number | null;
    annotations: string[];
    updated_at: Generated<Date>;
  };
  live: {
    question: Id<"question">;
    project: Id<"project">;
    number: number;
    labels: number;
    classes: number;
    audited: number;
    audit_hits: number;
    seconds: number;
    at: Generated<Date>;
  };
  live_point: {
    question: Id<"question">;
    project: Id<"project">;
    labels: number;
    audited: number;
    audit_hits: number;
    number: number;
    at: Generated<Date>;
  };
  /** A row for each part of a project that has items without a task. */
  backlog: { project: Id<"project">; part: "test" | "other" };
  pool: {
    question: Id<"question">;
    project: Id<"project">;
    item: Id<"item">;
    rank: number;
    scores: [string, number][];
    live: number;
  };
  snapshot: {
    id: Id<"snapshot">;
    project: Id<"project">;
    question: Id<"question">;
    hash: string;
    items: number;
    labelled: number;
    counts: unknown;
    complete: Generated<boolean>;
    authors: unknown;
    created_at: Generated<Date>;
  };
  snapshot_chunk: {
    snapshot: Id<"snapshot">;
    number: number;
    first_item: Id<"item">;
    last_item: Id<"item">;
    items: number;
    blob: string;
  };
}
