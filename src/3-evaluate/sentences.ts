import type { MetricsView, MetricView, QuestionKind } from "#answers/contract";
import { isTooFewInAll } from "#statistics";
import type { EvaluationView, MeasuredOn } from "./contract.ts";

const percent = (share: number): string => (share * 100).toFixed(1);
const rounded = (share: number): string => Math.round(share * 100).toString();

const counted = (count: number): string => count.toLocaleString("en");
const items = (count: number): string => (count === 1 ? "1 item" : `${counted(count)} items`);

/** The items that something was measured on, in words. */
const itemsOf: Record<MeasuredOn, (count: number) => string> = {
  test: (count) => `${items(count)} of the test split, which it never saw`,
  validation: (count) => `${items(count)} of the validation split, which it never saw`,
  audit: (count) => `${items(count)} of the audit, drawn at random, which it never saw`,
  "out-of-fold": (count) =>
    `${items(count)} that it learned from, by cross-validation; they were not drawn at random (label a test split or audit items for a firmer figure)`,
};

/** On what something was measured. */
export const measuredSentence = (view: Pick<EvaluationView, "split" | "items">): string =>
  `Measured on ${itemsOf[view.split](view.items)}.`;

/** A figure with its doubt: "86.4 %, likely 82 to 90". */
const withDoubt = ({ value, low, high }: MetricView): string =>
  `${high - low > 0.1 ? rounded(value) : percent(value)} %, likely ${rounded(low)} to ${rounded(high)}`;

/** Levels with their doubt: "0.42 levels away on average, likely 0.35 to 0.50". */
const levelsAway = ({ value, low, high }: MetricView): string =>
  `${value.toFixed(2)} levels away on average, likely ${low.toFixed(2)} to ${high.toFixed(2)},`;

/** The metric that says most of a kind of question, as the end of a sentence that begins with "it is". */
const headlines: Record<QuestionKind, (metrics: MetricsView) => string> = {
  choice: ({ accuracy }) => `right in ${withDoubt(accuracy)}`,
  rating: ({ accuracy, meanAbsoluteError: error }) =>
    `${error ? levelsAway(error) : "an unknown number of levels away"} and exactly right in ${withDoubt(accuracy)}`,
};

/** What a measurement says first: how often it is right, or how far it is away. */
export function headlineSentence(measured: { kind: QuestionKind; metrics: MetricsView }): string {
  const words = headlines[measured.kind](measured.metrics);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What kappa says of a rating beside its error. */
function kappaSentence({ kind, metrics: { quadraticKappa: kappa } }: EvaluationView): string {
  if (kind !== "rating") return "";
  if (!kappa) return " Kappa is undefined: all truths and answers are one level, so nothing could disagree.";
  if (kappa.tooFew) return "";
  return ` Beyond chance it agrees by ${kappa.value.toFixed(2)} of 1 (quadratic weighted kappa, ${kappa.low.toFixed(2)} to ${kappa.high.toFixed(2)}).`;
}

/** The answer to: can I trust it? */
export function trustSentence(
  view: EvaluationView,
  worst: { actual: string; predicted: string; items: number } | undefined,
): string {
  if (isTooFewInAll(view.items))
    return `Too few to say: it was measured on ${itemsOf[view.split](view.items)}. Label at least 20 of them.`;
  const first = `It is ${headlines[view.kind](view.metrics)}, measured on ${itemsOf[view.split](view.items)}.${kappaSentence(view)}`;
  const sure =
    view.metrics.ece.value <= 0.03
      ? "Its probabilities can be taken at their word."
      : `Its probabilities are off by ${percent(view.metrics.ece.value)} points on average.`;
  const mistake =
    worst && worst.items > 1
      ? ` The most frequent mistake: "${worst.actual}" taken for "${worst.predicted}", ${worst.items} times.`
      : "";
  return `${first} ${sure}${mistake}`;
}

/** Which of two is better, or that it cannot be told: where `error` is given by how far they are away, where lower is better. */
export function comparisonSentence(given: {
  difference: MetricView;
  p: number;
  items: number;
  error?: { difference: MetricView; p: number } | undefined;
}): string {
  const { difference, p } = given.error ?? given;
  const shown = (value: number) => (given.error ? value.toFixed(2) : percent(value));
  const points = `${shown(Math.abs(difference.value))} ${given.error ? "levels" : "points"}`;
  const isSecondBetter = given.error ? difference.value < 0 : difference.value > 0;
  if (isTooFewInAll(given.items)) return `Too few to say: they share ${items(given.items)}, and 20 are needed.`;
  if (p >= 0.05)
    return `No difference that ${items(given.items)} can show: ${points} apart, likely ${shown(difference.low)} to ${shown(difference.high)}.`;
  return `The ${isSecondBetter ? "second" : "first"} is better by ${points} (${shown(difference.low)} to ${shown(difference.high)}) on the same ${items(given.items)}.`;
}
