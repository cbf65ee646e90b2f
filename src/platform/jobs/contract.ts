import { z } from "zod";

/** The states of a job, and where each may go. */
export const nextJobStates = {
  queued: ["running", "cancelled"],
  running: ["done", "failed", "cancelled"],
  done: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

/** The state of a job. */
export type JobState = keyof typeof nextJobStates;

/** A job as a screen or a script sees it. */
export const jobView = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  project: z.string().optional(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  done: z.number(),
  total: z.number().optional(),
  message: z.string(),
  error: z.string().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  askedBy: z.string(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
});

/** A job as a screen or a script sees it. */
export type JobView = z.infer<typeof jobView>;
