import { z } from "zod";
import { rowInteger } from "#platform/http/contract";

/** A metric with its 95 % interval. */
export const metricView = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  tooFew: z.boolean().optional().describe("True where this metric alone rests on too few items to say."),
});
/** A metric with its 95 % interval. */
export type MetricView = z.infer<typeof metricView>;

/** What is measured of answers: of every kind how often they are right, of a rating also how far they are away. */
export const metricsView = z.object({
  accuracy: metricView,
  macroF1: metricView,
  ece: metricView,
  meanAbsoluteError: metricView
    .optional()
    .describe("Of a rating: how many levels the answers are away on average; lower is better."),
  quadraticKappa: metricView
    .optional()
    .describe(
      "Of a rating: agreement with the truth beyond chance, 1 at most, where a mistake counts as the square of its levels; there is none where all answers and truths are one level.",
    ),
});
/** What is measured of answers. */
export type MetricsView = z.infer<typeof metricsView>;

/** The metric that says most of a kind of question, which comes first wherever one is told. */
export type Headline = "accuracy" | "meanAbsoluteError";

/** The figures of a class: of a label, of a level. */
export const perLabelView = z.object({
  label: z.string(),
  name: z.string(),
  support: rowInteger,
  tooFew: z
    .boolean()
    .describe("True where the label has under five items, or all are under 20: its recall and F1 are too few to say."),
  tooFewPredicted: z
    .boolean()
    .describe(
      "True where the label was answered under five times, or all are under 20: its precision is too few to say.",
    ),
  predicted: z.number(),
  precision: metricView,
  recall: metricView,
  f1: metricView,
});

/** How many answers of one class were given to items of another. */
export const confusionCell = z.object({ actual: z.string(), predicted: z.string(), items: rowInteger });

/** How often answers of about one confidence were right. */
export const calibrationBin = z.object({
  low: z.number(),
  high: z.number(),
  items: rowInteger,
  confidence: z.number(),
  accuracy: metricView,
});

/** What a model answered to an item, beside the truth: keys, and the probability of the answer. */
export interface JudgedKey {
  readonly actual: string;
  readonly predicted: string;
  readonly score: number;
}

/** Everything that is measured on judged items, with 95 % intervals; classes in their order. */
export interface Figures {
  readonly items: number;
  readonly metrics: MetricsView;
  readonly perLabel: readonly Omit<z.infer<typeof perLabelView>, "name">[];
  readonly confusion: readonly z.infer<typeof confusionCell>[];
  readonly calibration: readonly z.infer<typeof calibrationBin>[];
}
