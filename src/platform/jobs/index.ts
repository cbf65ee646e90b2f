export { askJob } from "./ask-job.ts";
export { bossQueue, ensureQueue, startBoss } from "./boss.ts";

export { forgetJobs } from "./forget-jobs.ts";
export { defineJob, type Job, type JobGiven, type Progress } from "./job.ts";
export { cancelJobsOf, locateJob, waitForJob } from "./read-jobs.ts";
export { reconcileJobs } from "./reconcile-jobs.ts";
export { jobRoutes } from "./routes.ts";
export { hasOpenJobs, sweepJobs } from "./sweep-jobs.ts";
export type { JobTables } from "./tables.ts";
export { workJobs } from "./work-jobs.ts";
