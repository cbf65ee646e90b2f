import type { Generated } from "kysely";
import type { Id } from "#ids";
import type { MeasuredOn } from "./contract.ts";

/** The tables that evaluating owns. */
export interface EvaluateTables {
  evaluation: {
    id: Id<"evaluation">;
    project: Id<"project">;
    run: Id<"run">;
    version: Id<"version"> | null;
    snapshot: Id<"snapshot"> | null;
    split: MeasuredOn;
    items: number;
    metrics: unknown;
    per_label: unknown;
    confusion: unknown;
    calibration: unknown;
    predictions: string | null;
    seed: number;
    created_at: Generated<Date>;
  };
}
