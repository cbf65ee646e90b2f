import { type Estimate, quantileOfSorted, usualLevel } from "./interval.ts";
import { normalDraw, type Random, seededRandom } from "./seeded-random.ts";

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

/** Makes a function that draws `size` items from the cells of a histogram and writes the counts into `into`. */
export function cellDrawer(counts: ArrayLike<number>, size: number): (random: Random, into: Float64Array) => void {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return (_random, into) => into.fill(0);
  return size <= 20_000 ? drawOneByOne(counts, total, size) : drawCellByCell(counts, total, size);
}

// The draws are exact: a table of equal slots leads near the cell, a short walk finds it.
function drawOneByOne(counts: ArrayLike<number>, total: number, size: number) {
  const cells: number[] = [];
  const ends: number[] = [];
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] ?? 0;
    if (count <= 0) continue;
    sum += count;
    cells.push(cell);
    ends.push(sum / total);
  }
  const slots = 1024;
  const start = new Int32Array(slots);
  for (let slot = 0, at = 0; slot < slots; slot++) {
    while (at < ends.length - 1 && ends[at]! <= slot / slots) at++;
    start[slot] = at;
  }
  const cellOf = Int32Array.from(cells);
  const end = Float64Array.from(ends);
  return (random: Random, into: Float64Array) => {
    into.fill(0);
    for (let draw = 0; draw < size; draw++) {
      const u = random();
      let at = start[Math.floor(u * slots)]!;
      while (at < end.length - 1 && u >= end[at]!) at++;
      into[cellOf[at]!]!++;
    }
  };
}

// For large windows: each cell Poisson (the Poisson bootstrap, Hanley and MacGibbon 2006), above 50 a rounded normal.
function drawCellByCell(counts: ArrayLike<number>, total: number, size: number) {
  return (random: Random, into: Float64Array) => {
    for (let cell = 0; cell < counts.length; cell++)
      into[cell] = poissonDraw(((counts[cell] ?? 0) / total) * size, random);
  };
}

function poissonDraw(mean: number, random: Random): number {
  if (mean <= 0) return 0;
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalDraw(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
