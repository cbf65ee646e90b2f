import { z } from "zod";
import { choiceValue } from "./choice/value.ts";
import { ratingValue } from "./rating/value.ts";

/** The kinds of question. */
export const questionKinds = ["choice", "rating"] as const;
/** A kind of question. */
export type QuestionKind = (typeof questionKinds)[number];

/** The value of an answer: of a choice, of a rating. */
export const answerValue = z.union([choiceValue, ratingValue]);
/** The value of an answer. */
export type AnswerValue = z.infer<typeof answerValue>;

export type { ChoiceValue } from "./choice/value.ts";
export {
  calibrationBin,
  confusionCell,
  type Headline,
  type MetricsView,
  type MetricView,
  metricsView,
  metricView,
  perLabelView,
} from "./figures.ts";
export { type RatingSettings, type RatingValue, ratingSettings } from "./rating/value.ts";
