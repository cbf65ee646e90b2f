import { sweepsBase64 } from "./sweeps.generated.ts";
import { plainSweeps } from "./sweeps-plain.ts";

/** Where the sweeps find their rows, in bytes: sums, steps, entries' values after their features, width of a matrix row. */
export type SweepFrame = {
  readonly out: number;
  readonly delta: number;
  readonly distance: number;
  readonly width: number;
};

/**
 * The inner loops over one block of memory; all addresses are bytes. A sparse row is a run of entries from ... to:
 * feature numbers (Int32) with their values (Float32) `distance` bytes further on.
 */
export type Sweeps = {
  readonly kind: "simd" | "plain";
  readonly buffer: ArrayBuffer;
  prepare(frame: SweepFrame): void;
  /** out[k] = sum of value * matrix[feature][k] */
  gather(from: number, to: number, matrix: number): void;
  /** matrix[feature][k] += value * delta[k] */
  scatter(from: number, to: number, matrix: number): void;
  /** The dual step of all classes as negatives; writes duals and delta, returns the largest |delta|. */
  step(duals: number, damping: number, inverse: number): number;
  /** As gather, over signed bytes: a matrix row has width / 4 bytes. */
  gatherBytes(from: number, to: number, matrix: number): void;
};

let compiled: WebAssembly.Module | undefined;
let supported: boolean | undefined;

/** Opens the sweeps over `bytes` of fresh, zeroed memory: SIMD WebAssembly where it runs, else plain TypeScript. */
export function openSweeps(bytes: number, kind: "simd" | "plain" = "simd"): Sweeps {
  return kind === "simd" && simdRuns() ? simdSweeps(bytes) : plainSweeps(bytes);
}

function simdRuns(): boolean {
  supported ??= typeof WebAssembly === "object" && WebAssembly.validate(Buffer.from(sweepsBase64, "base64"));
  return supported;
}

type Exports = Omit<Sweeps, "kind" | "buffer" | "prepare"> & {
  prepare(out: number, delta: number, distance: number, width: number): void;
};

function simdSweeps(bytes: number): Sweeps {
  compiled ??= new WebAssembly.Module(Buffer.from(sweepsBase64, "base64"));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) + 1 });
  const found = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Exports;
  return {
    kind: "simd",
    buffer: memory.buffer,
    prepare: ({ out, delta, distance, width }) => found.prepare(out, delta, distance, width),
    gather: found.gather,
    scatter: found.scatter,
    step: found.step,
    gatherBytes: found.gatherBytes,
  };
}
