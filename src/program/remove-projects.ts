import { sweepWebhooks } from "#automate";
import { forgetProject, removedProjects, sweepCollected } from "#collect";
import { sweepPredictions } from "#deploy";
import { sweepJudged } from "#evaluate";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { sweepLabels } from "#label";
import { sweepWindows } from "#monitor";
import { collectBlobs, releaseProjectFiles } from "#platform/blobs";
import { sweepEvents } from "#platform/events";
import { cancelJobsOf, hasOpenJobs, sweepJobs } from "#platform/jobs";
import { sweepRoles } from "#platform/people";
import { repeat } from "#platform/threads";
import { sweepTraining } from "#train";
import type { World } from "#world";
import type { AllTables } from "./all-tables.ts";

type Seen = Pick<World<AllTables>, "db" | "blobs" | "clock" | "log">;

const pauseMilliseconds = 5000;
// What was under way when a project was removed (an answer, the log of predictions) has come in by then; its row goes last.
const graceMilliseconds = 60_000;

const sweeps: readonly ((world: Seen, project: Id<"project">) => Promise<void>)[] = [
  sweepWebhooks,
  sweepWindows,
  sweepPredictions,
  sweepJudged,
  sweepTraining,
  sweepLabels,
  sweepCollected,
  releaseProjectFiles,
  sweepRoles,
  sweepEvents,
];

/**
 * Deletes what removed projects left, from the mark on the project alone: whatever interrupts it, the next look goes on.
 * Blobs that nobody keeps any more go in the same breath.
 */
export function removeProjects(world: Seen): { stop(): Promise<void> } {
  return repeat({
    every: pauseMilliseconds,
    work: () => removeOnce(world),
    failed: (thrown) => world.log.warn({ error: sentenceOf(thrown) }, "Could not sweep; trying again in a moment."),
  });
}

/** One look: sweeps each removed project that has no job left running. */
export async function removeOnce(world: Seen): Promise<void> {
  for (const { id, since } of await removedProjects(world)) {
    if (!(await isFree(world, id))) continue;
    for (const sweep of sweeps) await sweep(world, id);
    if (world.clock.now().getTime() - since.getTime() < graceMilliseconds) continue;
    await sweepJobs(world, id);
    await forgetProject(world, id);
  }
  await collectBlobs(world);
}

/** Whether a removed project may be swept: no job of it is open any more. */
async function isFree(world: Seen, project: Id<"project">): Promise<boolean> {
  await cancelJobsOf(world, project);
  return !(await hasOpenJobs(world, project));
}
