import { z } from "zod";
import type { CollectTables } from "#collect";
import { type EvaluateTables, judgePart, storeEvaluation } from "#evaluate";
import type { Id } from "#ids";
import { type LabelTables, labelNames, readQuestion, takeSnapshot } from "#label";
import { inProject } from "#platform/access/contract";
import type { FileTables } from "#platform/blobs";
import { defineJob, type Job } from "#platform/jobs";
import { isTooFewInAll } from "#statistics";
import type { World } from "#world";
import type { RegisterTables } from "./tables.ts";

type Seen = World<RegisterTables & EvaluateTables & LabelTables & CollectTables & FileTables>;

const input = z.object({ version: z.string(), split: z.enum(["test", "validation", "audit"]) });

/** The job that measures a version on today's labels of a split. */
export const evaluateJob = defineJob<Seen, z.infer<typeof input>>({
  name: "evaluate-version",
  input,
  permission: inProject("annotator", "train"),
  async run(world, { job, input: { version: id, split }, workspace, project, progress }) {
    if (!project) throw new Error("An evaluation without a project.");
    const version = await world.db
      .selectFrom("version")
      .innerJoin("model", "model.id", "version.model")
      .selectAll("version")
      .select("model.question")
      .where("version.id", "=", id as Id<"version">)
      .executeTakeFirstOrThrow();
    const { id: question } = await readQuestion(world, project, version.question ?? undefined);
    if (!version.run) throw new Error("A version without a run cannot be measured here.");
    progress.report(0, 3, "Freezing the labels");
    const snapshot = await takeSnapshot(world, { project, question, workspace, signal: progress.signal });
    progress.report(1, 3, "Answering");
    const measuring = {
      run: version.run,
      project,
      question,
      workspace,
      version: version.id,
      snapshot: snapshot.id,
      artifact: await world.blobs.read(workspace, version.artifact),
      seed: 1,
      fence: progress.fence,
    };
    const judged = await judgePart(world, measuring, split);
    progress.report(2, 3, "Measuring");
    // Named for the job, so that a repeat replaces what an attempt stored that was cut off.
    const own = job.replace(/^job_/, "evaluation_") as Id<"evaluation">;
    const evaluated = await storeEvaluation(world, measuring, { split, judged, id: own });
    const names = await labelNames(world, project);
    const perLabel = evaluated.perLabel.map((one) => ({ ...one, name: names.get(one.label) ?? one.label }));
    return {
      evaluation: evaluated.id,
      version: version.number,
      split,
      items: evaluated.items,
      tooFew: isTooFewInAll(evaluated.items),
      metrics: evaluated.metrics,
      perLabel,
    };
  },
});

/** The background work of the registry. */
export const registerJobs = [evaluateJob] as unknown as readonly Job<Seen, never>[];
