import { forgetOldUploads } from "#collect";
import type { Config } from "#config";
import { forgetPredictions } from "#deploy";
import { forgetSnapshots, takeOverJudged } from "#evaluate";
import { sentenceOf } from "#failure";
import { forgetLeft, thinLivePoints } from "#label";
import { forgetWindows } from "#monitor";
import { collectOrphans } from "#platform/blobs";
import { forgetEvents } from "#platform/events";
import { forgetJobs } from "#platform/jobs";
import { forgetSessions } from "#platform/people";
import type { World } from "#world";
import type { AllTables } from "./all-tables.ts";

const hour = 3_600_000;

type Seen = World<AllTables>;

/** What an older release left, and everything that would grow for ever, and goes after a while; `docs/run.md` says after which. */
const chores: readonly ((world: Seen, config: Config) => Promise<unknown>)[] = [
  (world, config) => forgetPredictions(world, config.HANDLOOM_KEEP_PREDICTIONS_DAYS),
  forgetWindows,
  forgetEvents,
  forgetJobs,
  forgetSessions,
  thinLivePoints,
  forgetOldUploads,
  forgetLeft,
  forgetSnapshots,
  takeOverJudged,
  (world) => world.blobs.sweep(),
  collectOrphans,
];

/** Does every chore; one that fails does not keep the others from being done. */
export async function tidyOnce(world: Seen, config: Config): Promise<void> {
  for (const chore of chores)
    await chore(world, config).catch((thrown: unknown) => {
      world.log.warn({ error: sentenceOf(thrown) }, "Could not tidy up; trying in an hour.");
    });
}

/** Tidies now and every hour until `stop`. */
export function tidyHourly(world: Seen, config: Config): { stop(): Promise<void> } {
  let tidying = Promise.resolve();
  const start = () => {
    tidying = tidying.then(() => tidyOnce(world, config));
  };
  const timer = setInterval(start, hour);
  start();
  return {
    async stop() {
      clearInterval(timer);
      await tidying;
    },
  };
}
