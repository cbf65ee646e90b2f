import { forgetDeliveries, sealAnew } from "#automate";
import { forgetOldUploads } from "#collect";
import type { Config } from "#config";
import { forgetPredictions, forgetServers } from "#deploy";
import { forgetSnapshots, takeOverJudged } from "#evaluate";
import { sentenceOf } from "#failure";
import { countAuthors, forgetLeft, thinLivePoints } from "#label";
import { forgetWindows } from "#monitor";
import { collectOrphans } from "#platform/blobs";
import { forgetEvents } from "#platform/events";
import { forgetJobs } from "#platform/jobs";
import { forgetSessions } from "#platform/people";
import { repeat } from "#platform/threads";
import type { World } from "#world";
import type { AllTables } from "./all-tables.ts";

const hour = 3_600_000;

type Seen = World<AllTables>;

interface Tidying {
  readonly config: Config;
  /** Aborted when the process ends: what is tidied halfway goes on with the next hour. */
  readonly signal: AbortSignal;
}

/** What an older release left, and everything that would grow for ever, and goes after a while; `docs/run.md` says after which. */
const chores: readonly ((world: Seen, tidying: Tidying) => Promise<unknown>)[] = [
  (world, { config }) => forgetPredictions(world, config.HANDLOOM_KEEP_PREDICTIONS_DAYS),
  forgetServers,
  forgetWindows,
  forgetEvents,
  forgetJobs,
  forgetSessions,
  forgetDeliveries,
  sealAnew,
  thinLivePoints,
  forgetOldUploads,
  forgetLeft,
  forgetSnapshots,
  takeOverJudged,
  countAuthors,
  (world) => world.blobs.sweep(),
  collectOrphans,
];

/**
 * Does every chore; one that fails does not keep the others from being done. Each bears that another process does the same at
 * the same time.
 */
export async function tidyOnce(world: Seen, tidying: Tidying): Promise<void> {
  for (const chore of chores) {
    if (tidying.signal.aborted) return;
    await chore(world, tidying).catch((thrown: unknown) => {
      if (!tidying.signal.aborted)
        world.log.warn({ error: sentenceOf(thrown) }, "Could not tidy up; trying in an hour.");
    });
  }
}

/** Tidies now and an hour after each time until `stop`, for which nobody need wait: every chore may end anywhere. */
export function tidyHourly(world: Seen, config: Config): { stop(): Promise<void> } {
  return repeat({
    every: hour,
    work: (signal) => tidyOnce(world, { config, signal }),
    failed: (thrown) => world.log.warn({ error: sentenceOf(thrown) }, "Could not tidy up; trying in an hour."),
  });
}
