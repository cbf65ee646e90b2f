import { type Estimate, quantileOfSorted, usualLevel } from "./interval.ts";
import { seededRandom } from "./seeded-random.ts";

/** How to resample: 1,000 resamples, seed 1 and level .95 unless said otherwise. */
export type BootstrapOptions = { readonly resamples?: number; readonly seed?: number; readonly level?: number };

/** The usual number of resamples. */
export const usualResamples = 1000;

/**
 * Percentile bootstrap (Efron 1979) of any statistic of n items: `statistic` receives the n drawn positions (a buffer
 * that is used again: read it, do not keep it).
 */
export function bootstrapInterval(
  n: number,
  statistic: (drawn: Int32Array) => number,
  options: BootstrapOptions = {},
): Estimate {
  const random = seededRandom(options.seed ?? 1);
  const drawn = new Int32Array(n);
  for (let i = 0; i < n; i++) drawn[i] = i;
  const value = statistic(drawn);
  const found = new Float64Array(options.resamples ?? usualResamples);
  for (let b = 0; b < found.length; b++) {
    for (let i = 0; i < n; i++) drawn[i] = Math.floor(random() * n);
    found[b] = statistic(drawn);
  }
  return percentiles(value, found, options.level);
}

/** The percentile interval of resampled values (sorted in place); values that are not numbers are left out. */
function percentiles(value: number, resampled: Float64Array, level: number = usualLevel): Estimate {
  const sorted = resampled.filter((x) => !Number.isNaN(x)).sort();
  const low = quantileOfSorted(sorted, (1 - level) / 2);
  return { value, low, high: quantileOfSorted(sorted, (1 + level) / 2), level };
}
