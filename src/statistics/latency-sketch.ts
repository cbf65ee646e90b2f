/**
 * A histogram of durations in milliseconds over logarithmic buckets (DDSketch, Masson et al. 2019): bucket b counts
 * durations in (g^(b-1), g^b] with g = 1.04, so every percentile is right within 2 %. A plain JSON value: merge by adding.
 */
export type LatencySketch = { readonly buckets: Readonly<Record<string, number>> };

const growth = 1.04;
const logGrowth = Math.log(growth);
const least = 1e-3;
const greatest = 1e9;
const bucketOf = (ms: number) => Math.ceil(Math.log(Math.min(greatest, Math.max(least, ms))) / logGrowth);

/** Counts durations; below a microsecond counts as one, anything that is not a number is left out. */
export function latencySketch(milliseconds: Iterable<number>): LatencySketch {
  const counts = new Map<string, number>();
  for (const ms of milliseconds) {
    if (Number.isNaN(ms)) continue;
    const bucket = String(bucketOf(ms));
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return { buckets: Object.fromEntries(counts) };
}

/** The p-quantile of a sketch in milliseconds (p in [0, 1]), right within 2 %; NaN when nothing was counted. */
export function latencyQuantile(sketch: LatencySketch, p: number): number {
  const entries = Object.entries(sketch.buckets)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort((a, b) => a[0] - b[0]);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.min(Math.max(p, 0), 1) * (total - 1);
  let seen = 0;
  for (const [bucket, count] of entries) {
    seen += count;
    if (seen > rank) return (2 * growth ** bucket) / (growth + 1);
  }
  return Number.NaN;
}
