import { z } from "zod";
import { calibrationBin, confusionCell, metricsView, metricView, perLabelView, questionKinds } from "#answers/contract";
import { inProject } from "#platform/access/contract";
import {
  defineRoute,
  naming,
  pageLimit,
  pageOf,
  pageQuery,
  projectParams,
  queryInteger,
  rowInteger,
} from "#platform/http/contract";
import { questionAsked } from "#train/contract";

const tag = "evaluate";

/**
 * Where a model was measured. `test`, `validation` and `audit` items are never trained on, were not chosen by a model, and their
 * labels were given without a suggestion; `out-of-fold` is cross-validation on what it learned from, of which neither holds.
 */
export const measuredOn = ["test", "validation", "audit", "out-of-fold"] as const;
/** Where a model was measured. */
export type MeasuredOn = (typeof measuredOn)[number];

/** Whether all figures of a measurement are too few to say. */
export const tooFewInAll = z
  .boolean()
  .describe("True where it was measured on under 20 items: its figures are too few to say.");

/** A measurement of a model. */
export const evaluationView = z.object({
  id: z.string(),
  question: z.string().describe("The id of the question that was answered."),
  kind: z.enum(questionKinds).describe("Of the question: a rating has an error and kappa beside what a choice has."),
  run: z.string(),
  version: rowInteger.optional(),
  snapshot: z.string().optional(),
  split: z.enum(measuredOn),
  items: rowInteger,
  tooFew: tooFewInAll,
  metrics: metricsView,
  seed: rowInteger,
  createdAt: z.string(),
});
/** A measurement of a model. */
export type EvaluationView = z.infer<typeof evaluationView>;

/** A measurement with its pictures. */
export const evaluationDetail = evaluationView.extend({
  labels: z.array(z.object({ id: z.string(), name: z.string() })),
  perLabel: z.array(perLabelView),
  confusion: z.array(confusionCell).describe("Cells that are not empty, by label id or level."),
  worst: z.array(confusionCell).describe("The most frequent mistakes."),
  calibration: z.array(calibrationBin),
  sentence: z.string().describe("The answer to: can I trust it?"),
});
/** A measurement with its pictures. */
export type EvaluationDetail = z.infer<typeof evaluationDetail>;

const evaluationParams = projectParams.extend({ evaluation: naming });

/** Measurements of a project's models. */
export const listEvaluations = defineRoute({
  operation: "listEvaluations",
  method: "get",
  path: "/projects/{project}/evaluations",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Evaluations, newest first",
  shapes: {
    params: projectParams,
    query: pageQuery("evaluation").extend({ question: questionAsked, version: queryInteger.optional() }),
    returns: pageOf(evaluationView),
  },
});

/** One measurement. */
export const readEvaluation = defineRoute({
  operation: "readEvaluation",
  method: "get",
  path: "/projects/{project}/evaluations/{evaluation}",
  permission: inProject("viewer", "read"),
  tag,
  summary: "One evaluation: metrics with intervals, per class, confusion, calibration",
  shapes: { params: evaluationParams, returns: evaluationDetail },
});

/** An item behind a cell of the confusion matrix. */
export const judgedItem = z.object({
  item: z.string(),
  text: z.string(),
  actual: z.string(),
  predicted: z.string(),
  score: z.number(),
});

/** The items behind a cell. */
export const listJudged = defineRoute({
  operation: "listJudged",
  method: "get",
  path: "/projects/{project}/evaluations/{evaluation}/items",
  permission: inProject("viewer", "read"),
  tag,
  summary: "The items behind a cell of the confusion matrix, the most confident first",
  shapes: {
    params: evaluationParams,
    query: z.object({
      actual: naming.optional(),
      predicted: naming.optional(),
      only: z.enum(["all", "wrong"]).default("all"),
      after: queryInteger.default(0),
      limit: pageLimit(),
    }),
    returns: z.object({ rows: z.array(judgedItem), total: z.number(), next: rowInteger.optional() }),
  },
});

/** Two models on the same items. */
export const comparisonView = z.object({
  items: rowInteger.describe("Items that both were measured on."),
  tooFew: z.boolean().describe("True where they share under 20 items: their difference is too few to say."),
  a: z.object({
    evaluation: z.string(),
    version: rowInteger.optional(),
    accuracy: metricView.describe("On the items that both answered, as that of b."),
  }),
  b: z.object({ evaluation: z.string(), version: rowInteger.optional(), accuracy: metricView }),
  difference: metricView.describe("Accuracy of b less that of a."),
  p: z.number().describe("Exact McNemar test, two-sided."),
  onlyA: rowInteger.describe("Items that only a has right."),
  onlyB: rowInteger,
  error: z
    .object({
      a: metricView,
      b: metricView,
      difference: metricView.describe("Mean absolute error of b less that of a; below 0 b is better."),
      p: z.number().describe("Exact test of random signs of the differences, two-sided."),
    })
    .optional()
    .describe("Of a rating: how many levels the two are away on these items, on average."),
  sentence: z.string(),
  changed: z.array(z.object({ item: z.string(), text: z.string(), actual: z.string(), a: z.string(), b: z.string() })),
});

/** Compare two measurements. */
export const compareEvaluations = defineRoute({
  operation: "compareEvaluations",
  method: "get",
  path: "/projects/{project}/evaluations/{evaluation}/compare/{other}",
  permission: inProject("viewer", "read"),
  tag,
  summary: "Two models on the same items, with a paired test",
  shapes: { params: evaluationParams.extend({ other: naming }), returns: comparisonView },
  refuses: ["conflict"],
});
