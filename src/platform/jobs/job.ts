import type { QueryExecutorProvider } from "kysely";
import type { z } from "zod";
import type { Id } from "#ids";
import type { Permission } from "#platform/access";

/** What a running job tells the people who wait for it, and how it hears that they no longer do. */
export interface Progress {
  /** Aborted when somebody cancels the job, the worker stops, or another attempt took the job over. */
  readonly signal: AbortSignal;
  /**
   * In the transaction that makes what the job is for: fails when this attempt lost the job to another one, and keeps others
   * from taking it until the transaction ends.
   */
  fence(db: QueryExecutorProvider): Promise<void>;
  /** Says how far the job is; cheap to call often. */
  report(done: number, total: number | undefined, message: string): void;
  /** Adds a line to the job's log. */
  line(text: string): void;
}

/** A job given to run. */
export interface JobGiven<Input> {
  readonly job: Id<"job">;
  readonly workspace: Id<"workspace">;
  readonly project: Id<"project"> | undefined;
  readonly askedBy: string;
  readonly input: Input;
  readonly progress: Progress;
}

/** How a job ended that its `run` did not end. */
interface JobEnding {
  readonly state: "failed" | "cancelled";
  readonly error: string;
}

/** Background work: a name, the shape of its input, and what it does, which must be safe to repeat from the start. */
export interface Job<Seen, Input> {
  readonly name: string;
  readonly input: z.ZodType<Input>;
  /** What somebody must be allowed to do who cancels one that another person asked for: what the job itself does. */
  readonly permission: Permission;
  readonly run: (world: Seen, given: JobGiven<Input>) => Promise<object | undefined>;
  /**
   * Ends what the job is about where `run` could not: the job was cancelled while it was queued or while no worker had it, or
   * its last attempt lost the connection. Safe to repeat.
   */
  readonly ended?: (world: Seen, given: Omit<JobGiven<Input>, "progress">, ending: JobEnding) => Promise<void>;
  /** How many of its kind one worker runs at once; 1 unless told. */
  readonly atOnce?: number;
}

/** Names a piece of background work. */
export const defineJob = <Seen, Input>(job: Job<Seen, Input>): Job<Seen, Input> => job;
