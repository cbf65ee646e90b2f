import type { Generated } from "kysely";
import type { Id } from "#ids";
import type { JobState } from "./contract.ts";

/** The tables that jobs own. */
export interface JobTables {
  job: {
    id: Id<"job">;
    workspace: Id<"workspace">;
    project: Id<"project"> | null;
    name: string;
    title: string;
    input: unknown;
    state: JobState;
    done: Generated<number>;
    total: number | null;
    message: Generated<string>;
    error: string | null;
    result: unknown;
    asked_by: string;
    created_at: Generated<Date>;
    started_at: Date | null;
    ended_at: Date | null;
    cancel_asked: Generated<boolean>;
  };
  job_line: { job: Id<"job">; number: Generated<number>; at: Generated<Date>; line: string };
}
