import type { HistogramPair } from "./drift-distance.ts";
import { seededRandom } from "./seeded-random.ts";

// Larger histograms are drawn as if they were of this size, whose chance is larger: never the careless side.
const mostDrawn = 50_000;

/**
 * Deals the pooled counts of two histograms out anew to both sides at random, without replacement, each as large as it was;
 * the arrays are used again. Nothing where one side is empty.
 */
export function splitDrawer(pair: HistogramPair, seed: number): (() => HistogramPair) | undefined {
  const [first, second] = [scaled(pair.reference), scaled(pair.current)];
  if (first.total === 0 || second.total === 0) return undefined;
  const cells = Math.max(first.counts.length, second.counts.length);
  const pooled = Float64Array.from({ length: cells }, (_, k) => (first.counts[k] ?? 0) + (second.counts[k] ?? 0));
  const dealt = new Uint32Array(first.total + second.total);
  let at = 0;
  for (let cell = 0; cell < cells; cell++) for (let k = 0; k < (pooled[cell] ?? 0); k++) dealt[at++] = cell;
  const isFirstSmaller = first.total <= second.total;
  const [small, large] = [new Float64Array(cells), new Float64Array(cells)];
  const split = isFirstSmaller ? { reference: small, current: large } : { reference: large, current: small };
  const count = Math.min(first.total, second.total);
  const random = seededRandom(seed);
  return () => {
    small.fill(0);
    // A partial shuffle (Fisher and Yates): what it leaves behind is a fair start for the next.
    for (let k = 0; k < count; k++) {
      const other = k + Math.floor(random() * (dealt.length - k));
      const cell = dealt[other] as number;
      dealt[other] = dealt[k] as number;
      dealt[k] = cell;
      small[cell] = (small[cell] as number) + 1;
    }
    for (let cell = 0; cell < cells; cell++) large[cell] = (pooled[cell] as number) - (small[cell] as number);
    return split;
  };
}

function scaled(counts: ArrayLike<number>): { counts: number[]; total: number } {
  const all = Array.from(counts);
  const total = all.reduce((sum, count) => sum + count, 0);
  if (total <= mostDrawn) return { counts: all, total };
  const fewer = all.map((count) => Math.round((count * mostDrawn) / total));
  return { counts: fewer, total: fewer.reduce((sum, count) => sum + count, 0) };
}
