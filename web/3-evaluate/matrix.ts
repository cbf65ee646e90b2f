import type { Returned } from "../frame/index.ts";

type Evaluation = Pick<Returned<"readEvaluation">, "labels" | "confusion" | "kind">;

/** A cell of the confusion matrix: how many items of a label were given another, and which share of the label that is. */
export interface Cell {
  readonly actual: string;
  readonly predicted: string;
  readonly items: number;
  readonly share: number;
}

/**
 * The part of the matrix worth drawing: the labels with the most mistakes, at most `most` of them, in the order of the labels; of a
 * rating all levels, as a gap in their order would mislead.
 */
export function matrixOf(
  evaluation: Evaluation,
  most = 20,
): { labels: Evaluation["labels"]; rows: readonly (readonly Cell[])[]; hidden: number } {
  const mistakes = new Map<string, number>();
  const support = new Map<string, number>();
  for (const { actual, predicted, items } of evaluation.confusion) {
    support.set(actual, (support.get(actual) ?? 0) + items);
    if (actual === predicted) continue;
    for (const label of [actual, predicted]) mistakes.set(label, (mistakes.get(label) ?? 0) + items);
  }
  const used = evaluation.labels.filter(
    (label) => evaluation.kind === "rating" || support.has(label.id) || mistakes.has(label.id),
  );
  const chosen = new Set(
    [...used]
      .sort((a, b) => (mistakes.get(b.id) ?? 0) - (mistakes.get(a.id) ?? 0))
      .slice(0, most)
      .map((label) => label.id),
  );
  const labels = used.filter((label) => chosen.has(label.id));
  const found = new Map(evaluation.confusion.map((cell) => [`${cell.actual} ${cell.predicted}`, cell.items]));
  const cell = (actual: string, predicted: string): Cell => {
    const items = found.get(`${actual} ${predicted}`) ?? 0;
    return { actual, predicted, items, share: items / Math.max(1, support.get(actual) ?? 0) };
  };
  return {
    labels,
    rows: labels.map((row) => labels.map((column) => cell(row.id, column.id))),
    hidden: used.length - labels.length,
  };
}
