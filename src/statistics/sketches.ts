// Sketches are plain JSON values, so that they can be stored as rows, sent as messages and merged in any order.

/** How often each label (or any word) occurred. */
export type LabelCounts = Readonly<Record<string, number>>;

/** How many confidences fell into each of the equal-width bins of [0, 1]. */
export type ConfidenceHistogram = { readonly bins: readonly number[] };

/** Count, sum and sum of squares of numbers, with their least and greatest (absent when nothing was counted). */
export type Sums = {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly least?: number;
  readonly greatest?: number;
};

/** Counts labels; safe for any name, `__proto__` included. */
export function countLabels(labels: Iterable<string>): LabelCounts {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Adds two label counts. */
export function mergeLabelCounts(first: LabelCounts, second: LabelCounts): LabelCounts {
  const counts = new Map(Object.entries(first));
  for (const [label, count] of Object.entries(second)) counts.set(label, (counts.get(label) ?? 0) + count);
  return Object.fromEntries(counts);
}

/** Counts confidences in `bins` equal-width bins of [0, 1] (20 unless said); numbers outside are moved to the rim. */
export function confidenceHistogram(confidences: Iterable<number>, bins = 20): ConfidenceHistogram {
  const counts = new Array<number>(bins).fill(0);
  for (const confidence of confidences) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((Number.isNaN(confidence) ? 0 : confidence) * bins)));
    counts[bin]!++;
  }
  return { bins: counts };
}

/** Adds two confidence histograms of the same number of bins (the shorter is filled with zeros). */
export function mergeConfidenceHistograms(
  first: ConfidenceHistogram,
  second: ConfidenceHistogram,
): ConfidenceHistogram {
  const bins = Math.max(first.bins.length, second.bins.length);
  return { bins: Array.from({ length: bins }, (_, b) => (first.bins[b] ?? 0) + (second.bins[b] ?? 0)) };
}

/** Sums numbers. */
export function sumNumbers(numbers: Iterable<number>): Sums {
  let found: Sums = { count: 0, sum: 0, squares: 0 };
  for (const x of numbers) found = mergeSums(found, { count: 1, sum: x, squares: x * x, least: x, greatest: x });
  return found;
}

/** Adds two sums. */
export function mergeSums(first: Sums, second: Sums): Sums {
  if (first.least === undefined || first.greatest === undefined) return second;
  if (second.least === undefined || second.greatest === undefined) return first;
  return {
    count: first.count + second.count,
    sum: first.sum + second.sum,
    squares: first.squares + second.squares,
    least: Math.min(first.least, second.least),
    greatest: Math.max(first.greatest, second.greatest),
  };
}

/** Mean and standard deviation (of the population) of sums; NaN when nothing was counted. */
export function momentsOf({ count, sum, squares }: Sums): { readonly mean: number; readonly deviation: number } {
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
