import { z } from "zod";
import { metricView } from "#answers/contract";
import { modelKindNames } from "#models/contract";
import { inProject } from "#platform/access/contract";
import { defineRoute, naming, pageOf, pageQuery, projectParams, rowInteger } from "#platform/http/contract";

const tag = "train";

/** The question that a list is about, where not all are meant. */
export const questionAsked = naming.optional().describe("The id or the name of a question; of all when not given.");

/** What a training may be told. */
export const trainOptions = z.object({
  question: naming.optional().describe("The id or the name of the question to learn; the first when not given."),
  recipe: z
    .enum(modelKindNames)
    .default("text-linear")
    .describe("The kind of model: linear weights, naive Bayes, or the nearest centroid."),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  features: z.enum(["words", "all"]).default("all").describe("Word 1-2-grams only, or with characters."),
});
/** What a training may be told. */
export type TrainOptions = z.infer<typeof trainOptions>;

/** A run in a list. */
export const runView = z.object({
  id: z.string(),
  number: rowInteger,
  question: z.string().describe("The id of the question that it learns."),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  recipe: z.object({ kind: z.string() }),
  parameters: z.record(z.string(), z.unknown()),
  seed: rowInteger,
  snapshot: z.string().optional(),
  askedBy: z.string(),
  job: z.string().optional(),
  error: z.string().optional(),
  summary: z
    .record(z.string(), z.unknown())
    .describe("Labels used, classes, epochs, seconds, where the metrics were measured."),
  metrics: z.record(z.string(), metricView),
  tooFew: z.boolean().describe("True where it was measured on under 20 items: its metrics are too few to say."),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
});
/** A run in a list. */
export type RunView = z.infer<typeof runView>;

/** Runs of a project. */
export const listRuns = defineRoute({
  operation: "listRuns",
  method: "get",
  path: "/projects/{project}/runs",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Trainings, newest first",
  shapes: {
    params: projectParams,
    query: pageQuery("run", 1000).extend({ question: questionAsked }),
    returns: pageOf(runView),
  },
});

/** One run. */
export const readRun = defineRoute({
  operation: "readRun",
  method: "get",
  path: "/projects/{project}/runs/{run}",
  permission: inProject("viewer", "read"),
  tag,
  summary: "One training with its metrics as series and its artifacts",
  shapes: {
    params: projectParams.extend({ run: naming.describe("The run's id or number.") }),
    returns: runView.extend({
      series: z.array(
        z.object({ name: z.string(), points: z.array(z.object({ step: z.number(), value: z.number() })) }),
      ),
      artifacts: z.array(z.object({ name: z.string(), bytes: z.number(), hash: z.string() })),
    }),
  },
});
