import type { SweepFrame, Sweeps } from "./sweeps.ts";

const { fround } = Math;

/** The sweeps in plain TypeScript: the same sums in the same order and precision, so the same results bit for bit. */
export function plainSweeps(bytes: number): Sweeps {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 16) * 16 + 16);
  const floats = new Float32Array(buffer);
  const integers = new Int32Array(buffer);
  const signed = new Int8Array(buffer);
  let frame: SweepFrame = { out: 0, delta: 0, distance: 0, width: 0 };
  return {
    kind: "plain",
    buffer,
    prepare: (given) => {
      frame = given;
    },
    gather: (from, to, matrix) => gatherFrom(floats, 4, { floats, integers, frame, from, to, matrix }),
    gatherBytes: (from, to, matrix) => gatherFrom(signed, 1, { floats, integers, frame, from, to, matrix }),
    scatter: (from, to, matrix) => scatterInto({ floats, integers, frame, from, to, matrix }),
    step: (duals, damping, inverse) =>
      stepAll(floats, frame, { duals: duals >> 2, damping: fround(damping), inverse: fround(inverse) }),
  };
}

type Sweep = {
  readonly floats: Float32Array;
  readonly integers: Int32Array;
  readonly frame: SweepFrame;
  readonly from: number;
  readonly to: number;
  readonly matrix: number;
};

function gatherFrom(cells: Float32Array | Int8Array, cellBytes: number, sweep: Sweep): void {
  const { floats, integers, frame, from, to, matrix } = sweep;
  const classes = frame.width >> 2;
  const out = frame.out >> 2;
  const base = matrix / cellBytes;
  floats.fill(0, out, out + classes);
  for (let p = from >> 2; p < to >> 2; p++) {
    const row = base + integers[p]! * classes;
    const x = floats[p + (frame.distance >> 2)]!;
    for (let k = 0; k < classes; k++) floats[out + k] = fround(floats[out + k]! + fround(x * cells[row + k]!));
  }
}

function scatterInto({ floats, integers, frame, from, to, matrix }: Sweep): void {
  const classes = frame.width >> 2;
  const delta = frame.delta >> 2;
  for (let p = from >> 2; p < to >> 2; p++) {
    const row = (matrix >> 2) + integers[p]! * classes;
    const x = floats[p + (frame.distance >> 2)]!;
    for (let k = 0; k < classes; k++) {
      const change = floats[delta + k]!;
      if (change !== 0) floats[row + k] = fround(floats[row + k]! + fround(x * change));
    }
  }
}

type Step = { readonly duals: number; readonly damping: number; readonly inverse: number };

function stepAll(floats: Float32Array, frame: SweepFrame, { duals, damping, inverse }: Step): number {
  const classes = frame.width >> 2;
  let largest = 0;
  for (let k = 0; k < classes; k++) {
    const dual = floats[duals + k]!;
    const gradient = fround(fround(fround(dual * damping) - 1) - floats[(frame.out >> 2) + k]!);
    const moved = fround(dual - fround(gradient * inverse));
    const next = Math.max(moved, 0);
    const change = fround(dual - next);
    floats[duals + k] = next;
    floats[(frame.delta >> 2) + k] = change;
    largest = Math.max(largest, Math.abs(change));
  }
  return largest;
}
