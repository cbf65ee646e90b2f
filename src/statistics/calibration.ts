import { type Estimate, quantileOfSorted, usualLevel, wilsonInterval } from "./interval.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

/** One row of a reliability table: the answers whose confidence lies in (from, to], their mean confidence and accuracy. */
export type ReliabilityBin = {
  readonly from: number;
  readonly to: number;
  readonly items: number;
  readonly confidence: number;
  readonly accuracy: number;
};

/** Confidences of the answers given, in [0, 1], and whether each was right (1) or wrong (0). */
export type Confidences = { readonly confidence: ArrayLike<number>; readonly right: ArrayLike<number> };

/** How to resample: 1,000 resamples, seed 1 and level .95 unless said otherwise. */
type BootstrapOptions = { readonly resamples?: number; readonly seed?: number; readonly level?: number };

const usualBins = 15;
const usualResamples = 1000;
const binOf = (confidence: number, bins: number) => Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));

/** The reliability table over equal-width bins (DeGroot and Fienberg 1983); empty bins have NaN means. */
export function reliabilityTable({ confidence, right }: Confidences, bins = usualBins): ReliabilityBin[] {
  const items = new Float64Array(bins);
  const sure = new Float64Array(bins);
  const hits = new Float64Array(bins);
  for (let i = 0; i < confidence.length; i++) {
    const bin = binOf(confidence[i]!, bins);
    items[bin]!++;
    sure[bin]! += confidence[i]!;
    hits[bin]! += right[i]!;
  }
  return Array.from({ length: bins }, (_, b) => ({
    from: b / bins,
    to: (b + 1) / bins,
    items: items[b]!,
    confidence: sure[b]! / items[b]!,
    accuracy: hits[b]! / items[b]!,
  }));
}

/**
 * Expected calibration error over 15 equal-width bins (Naeini et al. 2015; Guo et al. 2017): the mean over the items of
 * |accuracy - confidence| of their bin. Resampling adds noise to it, so the interval is the basic bootstrap
 * (2 value - quantiles, which takes the bias off), cut at 0 and widened where needed to hold the value itself.
 */
export function expectedCalibrationError(given: Confidences, options: BootstrapOptions = {}): Estimate {
  const n = given.confidence.length;
  const gaps = new Float64Array(n);
  const bins = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    gaps[i] = given.right[i]! - given.confidence[i]!;
    bins[i] = binOf(given.confidence[i]!, usualBins);
  }
  const level = options.level ?? usualLevel;
  const value = errorOf(gaps, bins);
  const random = seededRandom(options.seed ?? 1);
  const found = new Float64Array(options.resamples ?? usualResamples);
  for (let b = 0; b < found.length; b++) found[b] = errorOf(gaps, bins, random);
  found.sort();
  const low = Math.max(0, 2 * value - quantileOfSorted(found, (1 + level) / 2));
  const high = 2 * value - quantileOfSorted(found, (1 - level) / 2);
  // Where all answers are right (or wrong) at one confidence, nothing is left to resample: then the doubt about the share of
  // right answers, by which the error moves at most, is all that is known.
  const right = wilsonInterval(
    Array.from(given.right).reduce((sum, one) => sum + one, 0),
    n,
    level,
  );
  const doubt = n > 0 ? Math.max(right.value - right.low, right.high - right.value) : 1;
  return {
    value,
    low: Math.max(0, Math.min(low, value - doubt)),
    high: Math.min(1, Math.max(high, value + doubt)),
    level,
  };
}

// The sum over bins of |sum of (right - confidence)| / n; with `random`, over n items drawn with replacement.
function errorOf(gaps: Float64Array, bins: Uint8Array, random?: Random): number {
  const n = gaps.length;
  const sums = new Float64Array(usualBins);
  for (let i = 0; i < n; i++) {
    const item = random ? Math.floor(random() * n) : i;
    sums[bins[item]!]! += gaps[item]!;
  }
  let total = 0;
  for (let b = 0; b < usualBins; b++) total += Math.abs(sums[b]!);
  return n > 0 ? total / n : Number.NaN;
}
