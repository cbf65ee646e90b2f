import { Failure } from "#failure";
import { openSweeps, type Sweeps } from "../sweeps/sweeps.ts";

/** Sizes of a learner's memory: classes, features, and room for training rows and their entries. */
export type MemorySize = {
  readonly classes: number;
  readonly features: number;
  readonly rows: number;
  readonly entries: number;
};

/**
 * The learner's numbers in one block of memory, as the sweeps need it. `columns` is the number of classes rounded up to a
 * multiple of 4. Matrices have a row for each feature, and the weights one more for the bias.
 */
export type LearnerMemory = {
  readonly size: MemorySize;
  readonly columns: number;
  readonly sweeps: Sweeps;
  /** Byte addresses of the areas. */
  readonly at: { readonly entries: number; readonly duals: number; readonly weights: number; readonly bayes: number };
  /** Sums of the row visited last; one number a column. */
  readonly out: Float32Array;
  /** Steps of the row visited last. */
  readonly delta: Float32Array;
  /** Entries of the rows: features and their values. */
  readonly ids: Int32Array;
  readonly values: Float32Array;
  /** rows x columns */
  readonly duals: Float32Array;
  /** (features + 1) x columns */
  readonly weights: Float32Array;
  /** (features + 1) x columns; the last row stays 0 */
  readonly bayes: Float32Array;
};

/** The most cells (features x classes) of a weight matrix: 160 MB. Rarer features are left out above it. */
export const mostWeights = 40_000_000;

/** The most cells (training rows x classes) of the dual variables: 600 MB. */
const mostDuals = 150_000_000;

/** What WebAssembly can address, less what the sweeps need beside a learner's numbers. */
const mostBytes = 2 ** 32 - 2 ** 20;

/** How much more room a learner has than its first rows need, so that it can go on learning. */
export const spare = 1.25;

/** How many rows of so many entries fit in a learner's memory beside the largest matrices of weights. */
export function mostRows(given: { classes: number; entries: number }): number {
  const columns = columnsFor(given.classes);
  const room = mostBytes - 2 * 4 * mostWeights - 2 ** 24;
  const byBytes = room / (spare * (8 * (given.entries + 1) + 4 * columns));
  return Math.floor(Math.min(byBytes, mostDuals / columns / spare));
}

const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64;

/** The number of classes rounded up to whole SIMD registers. */
export const columnsFor = (classes: number): number => Math.ceil(classes / 4) * 4;

/** Lays out fresh memory, all zero. */
export function openMemory(size: MemorySize, kind: "simd" | "plain"): LearnerMemory {
  const columns = columnsFor(size.classes);
  if (size.rows * columns > mostDuals)
    throw new Failure("invalid", "These are too many examples for so many labels; train on fewer examples.", {
      most: Math.floor(mostDuals / columns),
    });
  const width = 4 * columns;
  let used = 64;
  const take = (bytes: number) => {
    const at = used;
    used = aligned(used + bytes);
    return at;
  };
  const out = take(width);
  const delta = take(width);
  const ids = take(4 * size.entries);
  const values = take(4 * size.entries);
  const duals = take(size.rows * width);
  const weights = take((size.features + 1) * width);
  const bayes = take((size.features + 1) * width);
  if (used > mostBytes)
    throw new Failure(
      "invalid",
      "These texts have more features than fit in memory; train on fewer or shorter texts.",
      {
        bytes: used,
      },
    );
  const sweeps = openSweeps(used, kind);
  sweeps.prepare({ out, delta, distance: values - ids, width });
  const floats = (at: number, length: number) => new Float32Array(sweeps.buffer, at, length);
  return {
    size,
    columns,
    sweeps,
    at: { entries: ids, duals, weights, bayes },
    out: floats(out, columns),
    delta: floats(delta, columns),
    ids: new Int32Array(sweeps.buffer, ids, size.entries),
    values: floats(values, size.entries),
    duals: floats(duals, size.rows * columns),
    weights: floats(weights, (size.features + 1) * columns),
    bayes: floats(bayes, (size.features + 1) * columns),
  };
}

/** The same numbers in larger memory. */
export function growMemory(old: LearnerMemory, room: { rows: number; entries: number }): LearnerMemory {
  const larger = openMemory({ ...old.size, ...room }, old.sweeps.kind);
  for (const area of ["ids", "values", "duals", "weights", "bayes"] as const) larger[area].set(old[area]);
  return larger;
}
