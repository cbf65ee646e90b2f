import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seededRandom } from "#statistics";
import { buildSweeps } from "./build-sweeps.ts";
import { openSweeps } from "./sweeps.ts";

test("sweeps.generated.ts is what sweeps.as.ts compiles to, byte for byte", async () => {
  expect(await readFile(join(import.meta.dirname, "sweeps.generated.ts"), "utf8")).toBe(await buildSweeps());
}, 60_000);

test.each([4, 16, 20, 80, 152])("SIMD and plain sweeps give the same bits over %i columns", (columns) => {
  const [simd, plain] = (["simd", "plain"] as const).map((kind) => allSweeps(kind, columns));
  expect(simd?.kind).toBe("simd");
  expect(plain?.kind).toBe("plain");
  expect(simd?.found).toEqual(plain?.found);
});

function allSweeps(kind: "simd" | "plain", columns: number) {
  const random = seededRandom(columns);
  const [features, entries] = [50, 30];
  const at = {
    out: 0,
    delta: 4 * columns,
    ids: 8 * columns,
    duals: 8 * columns + 8 * entries,
    matrix: 16 * columns + 8 * entries,
  };
  const sweeps = openSweeps(at.matrix + 8 * features * columns, kind);
  sweeps.prepare({ out: at.out, delta: at.delta, distance: 4 * entries, width: 4 * columns });
  const floats = new Float32Array(sweeps.buffer);
  for (let f = 0; f < features * columns; f++) floats[at.matrix / 4 + f] = random() - 0.5;
  for (let e = 0; e < entries; e++) {
    new Int32Array(sweeps.buffer)[at.ids / 4 + e] = Math.floor(random() * features);
    floats[(at.ids + 4 * entries) / 4 + e] = random();
  }
  for (let k = 0; k < columns; k++) floats[at.duals / 4 + k] = random() < 0.3 ? 0 : random() * 0.1;
  sweeps.gather(at.ids, at.ids + 4 * entries, at.matrix);
  const out = floats.slice(0, columns);
  const largest = sweeps.step(at.duals, 0.5, 1 / 2.5);
  sweeps.scatter(at.ids, at.ids + 4 * entries, at.matrix);
  const after = floats.slice();
  const bytes = at.matrix + 4 * features * columns;
  for (let f = 0; f < features * columns; f++)
    new Int8Array(sweeps.buffer)[bytes + f] = Math.floor(random() * 255) - 127;
  sweeps.gatherBytes(at.ids, at.ids + 4 * entries, bytes);
  const end = at.matrix / 4 + features * columns;
  return { kind: sweeps.kind, found: { out, largest, after: after.subarray(0, end), bytes: floats.slice(0, columns) } };
}
