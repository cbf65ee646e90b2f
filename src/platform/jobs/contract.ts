import { z } from "zod";
import { inProject, inWorkspace } from "#platform/access/contract";
import { defineRoute, idNaming, nothing, pageOf, pageQuery, queryInteger, rowInteger } from "#platform/http/contract";

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

const params = z.object({ job: idNaming("job") });

/** Background work. */
export const listJobsRoute = defineRoute({
  operation: "listJobs",
  method: "get",
  path: "/jobs",
  permission: inWorkspace("viewer", "read"),
  tag: "jobs",
  summary: "Background work, newest first",
  shapes: {
    query: pageQuery("job"),
    returns: pageOf(jobView),
  },
});
/** One job. */
export const readJobRoute = defineRoute({
  operation: "readJob",
  method: "get",
  path: "/jobs/{job}",
  permission: inProject("viewer", "read"),
  tag: "jobs",
  summary: "One job with its progress",
  shapes: { params, returns: jobView },
});
/** The log of a job. */
export const readJobLinesRoute = defineRoute({
  operation: "readJobLines",
  method: "get",
  path: "/jobs/{job}/lines",
  permission: inProject("viewer", "read"),
  tag: "jobs",
  summary: "The log of a job after a line number",
  shapes: {
    params,
    query: z.object({ after: queryInteger.default(0) }),
    returns: z.object({ rows: z.array(z.object({ number: rowInteger, at: z.string(), line: z.string() })) }),
  },
});
/** Cancel a job. */
export const cancelJobRoute = defineRoute({
  operation: "cancelJob",
  method: "post",
  path: "/jobs/{job}/cancel",
  permission: inProject("viewer", "read"),
  tag: "jobs",
  summary: "Cancel a job: one's own, or one of a kind that one may ask for",
  shapes: { params, returns: nothing },
});
