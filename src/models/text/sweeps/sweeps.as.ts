// @ts-nocheck: AssemblyScript, compiled by build-sweeps.ts into sweeps.generated.ts (npm run generate).
// The inner loops of the text learner. A sparse row is a run of 32-bit feature numbers, with the 32-bit float values of
// the same entries `distance` bytes further on. A matrix has one dense row of `width` bytes for each feature.

let out: usize = 0;
let delta: usize = 0;
let distance: usize = 0;
let width: usize = 0;

/** Says where sums are written, where steps are read and written, and how wide a matrix row is (a multiple of 16 bytes). */
export function prepare(outAt: usize, deltaAt: usize, distanceOf: usize, widthOf: usize): void {
  out = outAt;
  delta = deltaAt;
  distance = distanceOf;
  width = widthOf;
}

/** out[k] = sum over the entries from ... to of value * matrix[feature][k] */
export function gather(from: usize, to: usize, matrix: usize): void {
  const w = width;
  const d = distance;
  let k: usize = 0;
  for (; k + 128 <= w; k += 128) {
    let a0 = f32x4.splat(0),
      a1 = a0,
      a2 = a0,
      a3 = a0,
      a4 = a0,
      a5 = a0,
      a6 = a0,
      a7 = a0;
    const base = matrix + k;
    for (let p = from; p < to; p += 4) {
      const row = base + <usize>load<u32>(p) * w;
      const x = v128.load32_splat(p + d);
      a0 = f32x4.add(a0, f32x4.mul(x, v128.load(row)));
      a1 = f32x4.add(a1, f32x4.mul(x, v128.load(row, 16)));
      a2 = f32x4.add(a2, f32x4.mul(x, v128.load(row, 32)));
      a3 = f32x4.add(a3, f32x4.mul(x, v128.load(row, 48)));
      a4 = f32x4.add(a4, f32x4.mul(x, v128.load(row, 64)));
      a5 = f32x4.add(a5, f32x4.mul(x, v128.load(row, 80)));
      a6 = f32x4.add(a6, f32x4.mul(x, v128.load(row, 96)));
      a7 = f32x4.add(a7, f32x4.mul(x, v128.load(row, 112)));
    }
    const at = out + k;
    v128.store(at, a0);
    v128.store(at, a1, 16);
    v128.store(at, a2, 32);
    v128.store(at, a3, 48);
    v128.store(at, a4, 64);
    v128.store(at, a5, 80);
    v128.store(at, a6, 96);
    v128.store(at, a7, 112);
  }
  for (; k + 64 <= w; k += 64) {
    let a0 = f32x4.splat(0),
      a1 = a0,
      a2 = a0,
      a3 = a0;
    const base = matrix + k;
    for (let p = from; p < to; p += 4) {
      const row = base + <usize>load<u32>(p) * w;
      const x = v128.load32_splat(p + d);
      a0 = f32x4.add(a0, f32x4.mul(x, v128.load(row)));
      a1 = f32x4.add(a1, f32x4.mul(x, v128.load(row, 16)));
      a2 = f32x4.add(a2, f32x4.mul(x, v128.load(row, 32)));
      a3 = f32x4.add(a3, f32x4.mul(x, v128.load(row, 48)));
    }
    const at = out + k;
    v128.store(at, a0);
    v128.store(at, a1, 16);
    v128.store(at, a2, 32);
    v128.store(at, a3, 48);
  }
  for (; k < w; k += 16) {
    let a0 = f32x4.splat(0);
    const base = matrix + k;
    for (let p = from; p < to; p += 4)
      a0 = f32x4.add(a0, f32x4.mul(v128.load32_splat(p + d), v128.load(base + <usize>load<u32>(p) * w)));
    v128.store(out + k, a0);
  }
}

/** matrix[feature][k] += value * delta[k] for the entries from ... to; blocks of classes without a step are left out. */
export function scatter(from: usize, to: usize, matrix: usize): void {
  const w = width;
  const d = distance;
  let k: usize = 0;
  for (; k + 64 <= w; k += 64) {
    const at = delta + k;
    const s0 = v128.load(at),
      s1 = v128.load(at, 16),
      s2 = v128.load(at, 32),
      s3 = v128.load(at, 48);
    if (!v128.any_true(v128.or(v128.or(s0, s1), v128.or(s2, s3)))) continue;
    const base = matrix + k;
    for (let p = from; p < to; p += 4) {
      const row = base + <usize>load<u32>(p) * w;
      const x = v128.load32_splat(p + d);
      v128.store(row, f32x4.add(v128.load(row), f32x4.mul(x, s0)));
      v128.store(row, f32x4.add(v128.load(row, 16), f32x4.mul(x, s1)), 16);
      v128.store(row, f32x4.add(v128.load(row, 32), f32x4.mul(x, s2)), 32);
      v128.store(row, f32x4.add(v128.load(row, 48), f32x4.mul(x, s3)), 48);
    }
  }
  for (; k < w; k += 16) {
    const s0 = v128.load(delta + k);
    if (!v128.any_true(s0)) continue;
    const base = matrix + k;
    for (let p = from; p < to; p += 4) {
      const row = base + <usize>load<u32>(p) * w;
      v128.store(row, f32x4.add(v128.load(row), f32x4.mul(v128.load32_splat(p + d), s0)));
    }
  }
}

/**
 * One step of dual coordinate descent for all classes, as if each were negative: G = dual * damping - 1 - out,
 * dual' = max(0, dual - G * inverse), delta = dual - dual'. Returns the largest |delta|.
 */
export function step(duals: usize, damping: f32, inverse: f32): f32 {
  const vDamping = f32x4.splat(damping);
  const vInverse = f32x4.splat(inverse);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  let largest = zero;
  for (let k: usize = 0; k < width; k += 16) {
    const dual = v128.load(duals + k);
    const gradient = f32x4.sub(f32x4.sub(f32x4.mul(dual, vDamping), one), v128.load(out + k));
    const next = f32x4.pmax(zero, f32x4.sub(dual, f32x4.mul(gradient, vInverse)));
    const change = f32x4.sub(dual, next);
    v128.store(duals + k, next);
    v128.store(delta + k, change);
    largest = f32x4.pmax(largest, f32x4.abs(change));
  }
  const a = max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1));
  const b = max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3));
  return max(a, b);
}

/** out[k] = sum over the entries of value * bytes[feature][k]: a gather over a matrix of signed bytes, `width` / 4 a row. */
export function gatherBytes(from: usize, to: usize, matrix: usize): void {
  const w = width >> 2;
  const d = distance;
  let k: usize = 0;
  for (; k + 16 <= w; k += 16) {
    let a0 = f32x4.splat(0),
      a1 = a0,
      a2 = a0,
      a3 = a0;
    const base = matrix + k;
    for (let p = from; p < to; p += 4) {
      const bytes = v128.load(base + <usize>load<u32>(p) * w);
      const x = v128.load32_splat(p + d);
      const low = i16x8.extend_low_i8x16_s(bytes);
      const high = i16x8.extend_high_i8x16_s(bytes);
      a0 = f32x4.add(a0, f32x4.mul(x, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low))));
      a1 = f32x4.add(a1, f32x4.mul(x, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low))));
      a2 = f32x4.add(a2, f32x4.mul(x, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high))));
      a3 = f32x4.add(a3, f32x4.mul(x, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high))));
    }
    const at = out + (k << 2);
    v128.store(at, a0);
    v128.store(at, a1, 16);
    v128.store(at, a2, 32);
    v128.store(at, a3, 48);
  }
  for (; k < w; k += 4) {
    let a0 = f32x4.splat(0);
    const base = matrix + k;
    for (let p = from; p < to; p += 4) {
      const half = i16x8.extend_low_i8x16_s(v128.load32_zero(base + <usize>load<u32>(p) * w));
      a0 = f32x4.add(a0, f32x4.mul(v128.load32_splat(p + d), f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(half))));
    }
    v128.store(out + (k << 2), a0);
  }
}
