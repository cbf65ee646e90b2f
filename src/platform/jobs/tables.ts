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
    /** The attempt that holds the job; none while it waits. */
    claim: string | null;
    /** When the attempt last said that it goes on. */
    beat_at: Date | null;
    /** How many attempts were lost: their worker died, or the database was away. */
    lost: Generated<number>;
  };
  job_line: { job: Id<"job">; number: Generated<number>; at: Generated<Date>; line: string };
}
