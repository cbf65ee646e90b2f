import type { SparseRows } from "../fit/sparse-rows.ts";

/** Candidates for labelling: their feature rows of length 1, and the margin of the model on each (small: unsure). */
export type DiverseRequest = { readonly rows: SparseRows; readonly margins: ArrayLike<number>; readonly count: number };

/**
 * Chooses which items to label next: among the 4 `count` smallest margins, greedily the one with the largest
 * -.5 rank / (4 count) - largest cosine to those already picked (margin sampling made diverse; measured on three data sets). Gives row numbers in the
 * order picked; margins that are equal keep the order of the rows.
 */
export function chooseDiverse({ rows, margins, count }: DiverseRequest): number[] {
  const shortlist = smallestMargins(margins, 4 * count);
  const nearest = new Float64Array(shortlist.length);
  const taken = new Uint8Array(shortlist.length);
  const picked: number[] = [];
  const dense = new Float32Array(widthOf(rows, shortlist));
  while (picked.length < Math.min(count, shortlist.length)) {
    const best = bestCandidate(nearest, taken, count);
    taken[best] = 1;
    picked.push(shortlist[best]!);
    write(rows, shortlist[best]!, { dense, scale: 1 });
    for (let c = 0; c < shortlist.length; c++) {
      if (taken[c]) continue;
      nearest[c] = Math.max(nearest[c]!, product(rows, shortlist[c]!, dense));
    }
    write(rows, shortlist[best]!, { dense, scale: 0 });
  }
  return picked;
}

function smallestMargins(margins: ArrayLike<number>, most: number): number[] {
  const order = Array.from({ length: margins.length }, (_, row) => row);
  return order.sort((a, b) => margins[a]! - margins[b]! || a - b).slice(0, most);
}

function bestCandidate(nearest: Float64Array, taken: Uint8Array, count: number): number {
  let best = -1;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (let rank = 0; rank < nearest.length; rank++) {
    const value = (-0.5 * rank) / (4 * count) - nearest[rank]!;
    if (taken[rank] || value <= bestValue) continue;
    best = rank;
    bestValue = value;
  }
  return best;
}

function widthOf({ ids, starts }: SparseRows, kept: readonly number[]): number {
  let width = 0;
  for (const row of kept) for (let e = starts[row]!; e < starts[row + 1]!; e++) width = Math.max(width, ids[e]! + 1);
  return width;
}

function write(
  { ids, starts, values }: SparseRows,
  row: number,
  { dense, scale }: { dense: Float32Array; scale: number },
): void {
  for (let e = starts[row]!; e < starts[row + 1]!; e++) dense[ids[e]!] = scale * values[e]!;
}

function product({ ids, starts, values }: SparseRows, row: number, dense: Float32Array): number {
  let sum = 0;
  for (let e = starts[row]!; e < starts[row + 1]!; e++) sum += values[e]! * dense[ids[e]!]!;
  return sum;
}
