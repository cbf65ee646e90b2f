import { forgetOldUploads } from "#collect";
import type { Config } from "#config";
import { dropOldDays } from "#deploy";
import { sentenceOf } from "#failure";
import { collectOrphans } from "#platform/blobs";
import type { OpenWorld } from "./open-world.ts";

const hour = 3_600_000;

/**
 * Tidies now and every hour until `stop`: days of predictions that are past keeping, files that were sent a day ago and never
 * taken, and what killed uploads left on the disk.
 */
export function tidyHourly(world: OpenWorld["world"], config: Config): { stop(): Promise<void> } {
  const tidy = async () => {
    await dropOldDays(world, config.HANDLOOM_KEEP_PREDICTIONS_DAYS);
    await forgetOldUploads(world);
    await world.blobs.sweep();
    await collectOrphans(world);
  };
  let tidying = Promise.resolve();
  const start = () => {
    tidying = tidy().catch((thrown) => {
      world.log.warn({ error: sentenceOf(thrown) }, "Could not tidy up; trying in an hour.");
    });
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
