import type { Generated } from "kysely";
import type { Id } from "#ids";
import type { MeasuredOn } from "./contract.ts";

/** The tables that evaluating owns. */
export interface EvaluateTables {
  evaluation: {
    id: Id<"evaluation">;
    project: Id<"project">;
    question: Id<"question">;
    run: Id<"run">;
    version: Id<"version"> | null;
    snapshot: Id<"snapshot"> | null;
    split: MeasuredOn;
    items: number;
    metrics: unknown;
    per_label: unknown;
    confusion: unknown;
    calibration: unknown;
    /** The blob in which an older release kept what is in `judged` now, until it is taken over. */
    predictions: Generated<string | null>;
    seed: number;
    created_at: Generated<Date>;
  };
  judged: {
    evaluation: Id<"evaluation">;
    /** The most confident answer is at 0. */
    place: number;
    item: Id<"item">;
    actual: string;
    predicted: string;
    score: number;
  };
}
