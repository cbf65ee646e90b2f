import { isTooFewInAll } from "#statistics";
import type { MetricView } from "#train/contract";
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

/** "86.4 % right, likely 82 to 90": a figure with its doubt. */
export const withDoubt = ({ value, low, high }: MetricView): string =>
  `${high - low > 0.1 ? rounded(value) : percent(value)} %, likely ${rounded(low)} to ${rounded(high)}`;

/** The answer to: can I trust it? */
export function trustSentence(
  view: EvaluationView,
  worst: { actual: string; predicted: string; items: number } | undefined,
): string {
  if (isTooFewInAll(view.items))
    return `Too few to say: it was measured on ${itemsOf[view.split](view.items)}. Label at least 20 of them.`;
  const first = `It is right in ${withDoubt(view.metrics.accuracy)}, measured on ${itemsOf[view.split](view.items)}.`;
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

/** Which of two is better, or that it cannot be told. */
export function comparisonSentence(given: { difference: MetricView; p: number; items: number }): string {
  const { difference, p } = given;
  const points = `${percent(Math.abs(difference.value))} points`;
  if (given.items === 0) return "They were not measured on the same items.";
  if (isTooFewInAll(given.items)) return `Too few to say: they share ${items(given.items)}, and 20 are needed.`;
  if (p >= 0.05)
    return `No difference that ${items(given.items)} can show: ${points} apart, likely ${percent(difference.low)} to ${percent(difference.high)}.`;
  return `The ${difference.value > 0 ? "second" : "first"} is better by ${points} (${percent(difference.low)} to ${percent(difference.high)}) on the same ${items(given.items)}.`;
}
