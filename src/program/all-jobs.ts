import { automateJobs } from "#automate";
import { labelJobs } from "#label";
import type { Job } from "#platform/jobs";
import { registerJobs } from "#register";
import type { World } from "#world";
import type { AllTables } from "./all-tables.ts";

/** Every kind of background work. */
export const allJobs = [...labelJobs, ...registerJobs, ...automateJobs] as unknown as readonly Job<
  World<AllTables>,
  never
>[];
