/** Two histograms over the same cells, as counts. */
export type HistogramPair = { readonly reference: ArrayLike<number>; readonly current: ArrayLike<number> };

/**
 * Population stability index: sum of (q - p) ln(q / p) over cells, p the reference's and q the current share (the
 * symmetric Kullback-Leibler divergence, Jeffreys 1946), each count smoothed by adding `smoothing` (.5 unless said).
 */
export function populationStabilityIndex({ reference, current }: HistogramPair, smoothing = 0.5): number {
  const cells = Math.max(reference.length, current.length);
  const referenceTotal = sumOf(reference) + smoothing * cells;
  const currentTotal = sumOf(current) + smoothing * cells;
  if (referenceTotal === 0 || currentTotal === 0) return 0;
  let index = 0;
  for (let cell = 0; cell < cells; cell++) {
    const p = ((reference[cell] ?? 0) + smoothing) / referenceTotal;
    const q = ((current[cell] ?? 0) + smoothing) / currentTotal;
    if (p !== q) index += (q - p) * Math.log(q / p);
  }
  return index;
}

/** Kolmogorov-Smirnov distance of two histograms over the same ordered cells: the largest gap of the cumulated shares. */
export function histogramKolmogorovSmirnov({ reference, current }: HistogramPair): number {
  const referenceTotal = sumOf(reference);
  const currentTotal = sumOf(current);
  if (referenceTotal === 0 || currentTotal === 0) return 0;
  let gap = 0;
  let largest = 0;
  for (let cell = 0; cell < Math.max(reference.length, current.length); cell++) {
    gap += (current[cell] ?? 0) / currentTotal - (reference[cell] ?? 0) / referenceTotal;
    largest = Math.max(largest, Math.abs(gap));
  }
  return Math.min(1, largest);
}

const sumOf = (counts: ArrayLike<number>) => {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  return total;
};
