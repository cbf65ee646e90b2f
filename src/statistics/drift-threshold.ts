import type { HistogramPair } from "./drift-distance.ts";
import { normalQuantile } from "./interval.ts";
import { splitDrawer } from "./split-drawer.ts";

/** Two histograms that are compared, in which way, and how often chance alone may pass each threshold that is wanted. */
export type ThresholdQuestion = {
  readonly pair: HistogramPair;
  readonly distance: (pair: HistogramPair) => number;
  readonly rates: readonly number[];
  readonly resamples?: number;
  readonly seed?: number;
};

/**
 * The distances that two histograms of these sizes exceed with these probabilities when both are drawn from the same
 * unknown shares: the permutation distribution of the pooled counts (Fisher 1935; exact for any sizes, since the reference is
 * a sample too), its far tail read off a gamma distribution of the same mean and variance (as Pearson 1937 for such tests).
 */
export function permutationThresholds(question: ThresholdQuestion): number[] {
  const { pair, distance, rates, resamples = 400, seed = 1 } = question;
  const drawSplit = splitDrawer(pair, seed);
  if (!drawSplit) return rates.map(() => 0);
  let [sum, squares] = [0, 0];
  for (let b = 0; b < resamples; b++) {
    const found = distance(drawSplit());
    sum += found;
    squares += found * found;
  }
  const mean = sum / resamples;
  const variance = Math.max(0, (squares - sum * mean) / Math.max(1, resamples - 1));
  return rates.map((rate) => gammaQuantile({ mean, variance }, rate));
}

/** The value that a gamma variable of this mean and variance exceeds with a probability (Wilson and Hilferty 1931). */
function gammaQuantile({ mean, variance }: { mean: number; variance: number }, rate: number): number {
  if (mean <= 0 || variance <= 0) return mean;
  const ninth = variance / (9 * mean * mean);
  return mean * Math.max(0, 1 - ninth - normalQuantile(rate) * Math.sqrt(ninth)) ** 3;
}

/**
 * The two-sample Kolmogorov-Smirnov distance that chance exceeds with at most this probability, whatever is sampled: the
 * two-sample Dvoretzky-Kiefer-Wolfowitz inequality with Massart's constant (Wei and Dudley 2012).
 */
export function smirnovThreshold([reference, current]: readonly [number, number], rate: number): number {
  if (reference <= 0 || current <= 0) return 1;
  return Math.min(1, Math.sqrt((Math.log(2 / rate) * (reference + current)) / (2 * reference * current)));
}

/**
 * How much larger the mean of `current` is than that of `reference` by chance with this probability, each bin of [0, 1] at
 * its middle: the permutation distribution's variance and skewness are exact (Pitman 1937), its tail is Pearson's type III
 * (Wilson and Hilferty 1931); a skewness below 0 counts as 0, which is the careful side.
 */
export function meanRiseThreshold({ reference, current }: HistogramPair, rate: number): number {
  const bins = Math.max(reference.length, current.length);
  const pooled = Array.from({ length: bins }, (_, bin) => (reference[bin] ?? 0) + (current[bin] ?? 0));
  const n = Array.from(current).reduce((sum, count) => sum + count, 0);
  const all = pooled.reduce((sum, count) => sum + count, 0);
  const m = all - n;
  if (n <= 0 || m <= 0 || all < 3) return 1;
  const mean = pooled.reduce((sum, count, bin) => sum + (count * (bin + 0.5)) / bins, 0) / all;
  const central = (power: number) =>
    pooled.reduce((sum, count, bin) => sum + count * ((bin + 0.5) / bins - mean) ** power, 0) / all;
  const variance = central(2);
  if (variance <= 0) return 0;
  const ofPool = central(3) / variance ** 1.5;
  const skewness = Math.max(0, (ofPool * (m - n) * Math.sqrt(all - 1)) / (Math.sqrt(n * m) * (all - 2)));
  const deviation = Math.sqrt(((variance * all) / (all - 1)) * (1 / n + 1 / m));
  return deviation * pearsonQuantile(-normalQuantile(rate), skewness);
}

/** A normal deviate as one of Pearson's type III of that skewness, mean 0 and variance 1. */
function pearsonQuantile(z: number, skewness: number): number {
  if (skewness < 1e-6) return z;
  return (2 / skewness) * (((skewness / 6) * (z - skewness / 6) + 1) ** 3 - 1);
}
