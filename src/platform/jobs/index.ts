export { askJob, type JobAsked } from "./ask-job.ts";
export { bossQueue, ensureQueue, startBoss } from "./boss.ts";
export type { JobState, JobView } from "./contract.ts";
export { defineJob, type Job, type JobEnding, type JobGiven, type Progress } from "./job.ts";
export { cancelJob, cancelJobsOf, listJobs, locateJob, readJob, readJobLines, waitForJob } from "./read-jobs.ts";
export { jobRoutes } from "./routes.ts";
export { hasOpenJobs, sweepJobs } from "./sweep-jobs.ts";
export type { JobTables } from "./tables.ts";
export { workJobs } from "./work-jobs.ts";
