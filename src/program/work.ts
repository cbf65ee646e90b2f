import { startSending, webhookNews } from "#automate";
import { sentenceOf } from "#failure";
import type { Id } from "#ids";
import { startWatch } from "#monitor";
import { listen } from "#platform/database";
import { deliverEvents, type EventKind } from "#platform/events";
import { reconcileJobs, workJobs } from "#platform/jobs";
import { repeat } from "#platform/threads";
import { startLiveTraining } from "#train";
import { allJobs } from "./all-jobs.ts";
import type { OpenWorld } from "./open-world.ts";
import { removeProjects } from "./remove-projects.ts";

// News after which the labels of a project are others.
const labelNews = new Set([
  "annotation.given",
  "annotation.undone",
  "items.imported",
  "items.removed",
  "labels.changed",
] satisfies EventKind[] as string[]);

/** Does the background work until `stop`: jobs, events, live models, watching. Any number of workers share it. */
export async function work(open: OpenWorld, url: string): Promise<{ stop(): Promise<void> }> {
  const { world, boss } = open;
  const live = startLiveTraining(world);
  const listening = await listen({
    url,
    channel: "handloom",
    onMessage: (message) => {
      const { kind, project } = (message ?? {}) as { kind?: string; project?: Id<"project"> | null };
      if (kind && project && labelNews.has(kind)) live.changed(project);
    },
    // What was missed may be anything, so every project is looked at again.
    onGap: live.missed,
  });
  const jobs = await workJobs(world, boss, allJobs);
  const events = deliverEvents(world, [webhookNews]);
  const sending = startSending(world);
  const removing = removeProjects(world);
  const reconciling = repeat({
    every: 10_000,
    work: () => reconcileJobs(world, boss),
    failed: (thrown) => world.log.warn({ error: sentenceOf(thrown) }, "Jobs could not be held against the queue."),
  });
  const watching = startWatch(world);
  return {
    async stop() {
      await listening.stop();
      await Promise.all([
        jobs.stop(),
        events.stop(),
        sending.stop(),
        watching.stop(),
        removing.stop(),
        reconciling.stop(),
        live.stop(),
      ]);
    },
  };
}
