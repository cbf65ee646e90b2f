/** A figure with its interval: `low` and `high` enclose the truth with probability `level` (.95 unless said otherwise). */
export type Estimate = { readonly value: number; readonly low: number; readonly high: number; readonly level: number };

/** The level of every interval that does not name one. */
export const usualLevel = 0.95;

/** The p-quantile of ascending numbers by linear interpolation (Hyndman and Fan 1996, type 7, as NumPy does). */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const below = Math.floor(at);
  const left = sorted[below] ?? Number.NaN;
  const right = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return left + (at - below) * (right - left);
}

/**
 * The inverse of the standard normal distribution function, relative error below 1.2e-9 (Acklam 2003). The usual
 * z for a two-sided interval of level l is `normalQuantile((1 + l) / 2)`.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  if (p > 0.97575) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(tailTop, q) / (horner(tailBottom, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (horner(middleTop, r) * q) / (horner(middleBottom, r) * r + 1);
}

const horner = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0);
const middleTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const middleBottom = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];

/**
 * Wilson's score interval of a proportion (Wilson 1927): `hits` of `total`. With a total of 0 the value is NaN and the
 * interval is [0, 1]: nothing is known.
 */
export function wilsonInterval(hits: number, total: number, level: number = usualLevel): Estimate {
  if (total <= 0) return { value: Number.NaN, low: 0, high: 1, level };
  return wilsonAround(hits / total, total, level);
}

/** Wilson's score interval of a share of so many items, which need not be whole: an effective number is not. */
export function wilsonAround(value: number, total: number, level: number): Estimate {
  const z = normalQuantile((1 + level) / 2);
  const scale = 1 + (z * z) / total;
  const middle = (value + (z * z) / (2 * total)) / scale;
  const half = (z / scale) * Math.sqrt((value * (1 - value)) / total + (z * z) / (4 * total * total));
  const low = value <= 0 ? 0 : middle - half;
  const high = value >= 1 ? 1 : middle + half;
  return { value, low, high, level };
}
