import type { Generated } from "kysely";
import type { Id } from "#ids";

/** The state of a run. */
export type RunState = "queued" | "running" | "done" | "failed" | "cancelled";

/** The states of a run, and where each may go. */
export const nextRunStates: Record<RunState, readonly RunState[]> = {
  queued: ["running", "cancelled", "failed"],
  running: ["running", "done", "failed", "cancelled"],
  done: [],
  failed: [],
  cancelled: [],
};

/** The tables that training owns. */
export interface TrainTables {
  run: {
    id: Id<"run">;
    project: Id<"project">;
    question: Id<"question">;
    number: number;
    recipe: unknown;
    parameters: unknown;
    seed: number;
    snapshot: Id<"snapshot"> | null;
    state: RunState;
    asked_by: string;
    job: Id<"job"> | null;
    error: string | null;
    summary: Generated<unknown>;
    created_at: Generated<Date>;
    started_at: Date | null;
    ended_at: Date | null;
  };
  run_metric: { run: Id<"run">; name: string; step: number; value: number; at: Generated<Date> };
  run_artifact: { run: Id<"run">; name: string; blob: string; bytes: number };
  live_holder: { question: Id<"question">; project: Id<"project">; holder: string; until: Date };
}
