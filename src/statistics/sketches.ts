// Sketches are plain JSON values, so that they can be stored as rows, sent as messages and merged in any order.

/** How often each label (or any word) occurred. */
export type LabelCounts = Readonly<Record<string, number>>;

/** How many confidences fell into each of the equal-width bins of [0, 1]. */
export type ConfidenceHistogram = { readonly bins: readonly number[] };

/** Counts labels; safe for any name, `__proto__` included. */
export function countLabels(labels: Iterable<string>): LabelCounts {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
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
