import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "#failure";
import { encodeText } from "../features/encode-text.ts";
import { fitText } from "../fit/fit-text.ts";
import { scoreTexts } from "../fit/score-texts.ts";
import { madeTexts } from "../test-texts.ts";
import { loadText } from "./load-text.ts";

const given = madeTexts({ classes: 3, rows: 120, seed: 1 });
const trained = fitText({ ...given, classes: 3, seed: 1, calibrate: "out-of-fold" });
const labels = ["red", "__proto__", "grün"];
const artifact = encodeText(trained, { labels });

test.each(["int8", "float32"] as const)("a model stored as %s answers as the learner did", (weights) => {
  const bytes = encodeText(trained, { labels, weights });
  const predictor = loadText(bytes);
  expect(predictor.labels).toEqual(labels);
  expect(predictor.header.weights).toBe(weights);
  const expected = scoreTexts(trained, given.texts);
  for (const [row, text] of given.texts.entries()) {
    const { probabilities, best, score } = predictor.predict(text);
    for (let k = 0; k < 3; k++)
      expect(Math.abs(probabilities[k]! - expected[3 * row + k]!)).toBeLessThan(weights === "int8" ? 0.02 : 1e-4);
    expect(probabilities[best]).toBe(score);
  }
});

test("plain TypeScript answers exactly as SIMD", () => {
  const plain = loadText(artifact, { arithmetic: "plain" });
  const simd = loadText(artifact);
  for (const text of given.texts.slice(0, 20)) expect(plain.predict(text)).toEqual(simd.predict(text));
});

test("a text tells how many of its words training never saw, and scores low when it belongs nowhere", () => {
  const { predict } = loadText(artifact);
  const known = given.texts[0]!;
  expect(predict(known).unseenWords).toBe(0);
  expect(predict(`${known} zzzz qqqq vvvv wwww yyyy`).unseenWords).toBe(0.5);
  expect(predict("").unseenWords).toBe(0);
  expect(predict("qqqq wwww").rawScore).toBeLessThan(predict(known).rawScore);
});

test("a text without one known feature is said to be unknown, and no other", () => {
  const { predict } = loadText(artifact);
  expect(predict("完全に別の言語").isUnknown).toBe(true);
  expect(predict("").isUnknown).toBe(true);
  expect(predict(given.texts[0]!).isUnknown).toBe(false);
});

test("no text whatever makes an answer fail", () => {
  const { predict } = loadText(artifact);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const { probabilities, best } = predict(text);
      expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
      expect(best).toBeLessThan(3);
    }),
  );
});

const refused = (bytes: Uint8Array) => {
  try {
    loadText(bytes);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Failure);
    expect((thrown as Failure).kind).toBe("invalid");
    return (thrown as Failure).message;
  }
  return "accepted";
};

test("a model with any byte changed, cut off or added is refused", () => {
  fc.assert(
    fc.property(fc.nat(artifact.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = artifact.slice();
      bytes[at]! ^= change;
      const found = refused(bytes);
      // Names and the temperature lie in the header: a change there may give another sound model.
      if (at >= artifact.length - 1000) expect(found).toContain("checksum");
    }),
  );
  fc.assert(fc.property(fc.nat(artifact.length - 1), (length) => refused(artifact.slice(0, length)) !== "accepted"));
  expect(refused(Buffer.concat([artifact, Buffer.alloc(8)]))).toContain("checksum");
});

test("arbitrary bytes are refused", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => refused(bytes) !== "accepted"));
  expect(refused(new Uint8Array(0))).toContain("size");
});

// A hostile maker sets the checksum right.
function forge(change: (header: Record<string, unknown>, body: Buffer) => void): Uint8Array {
  const length = new DataView(artifact.buffer).getUint32(8, true);
  const header = JSON.parse(Buffer.from(artifact.subarray(12, 12 + length)).toString()) as Record<string, unknown>;
  const body = Buffer.from(artifact.slice(Math.ceil((12 + length) / 8) * 8));
  change(header, body);
  header.sha256 = createHash("sha256").update(body).digest("hex");
  const text = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(Math.ceil((12 + text.length) / 8) * 8);
  start.write("HLTEXT01", "latin1");
  start.writeUInt32LE(text.length, 8);
  text.copy(start, 12);
  return Buffer.concat([start, body]);
}

test.each<[string, Parameters<typeof forge>[0]]>([
  ["wrong size", (header) => Object.assign(header, { featureCount: 2 ** 40 })],
  ["wrong size", (header) => Object.assign(header, { labels: Array.from({ length: 90_000 }, (_, i) => `${i}`) })],
  ["misplaced", (header) => Object.assign(header.sections as object, { keys: { at: -8, bytes: 4 } })],
  ["misplaced", (header) => Object.assign(header.sections as object, { keys: null })],
  ["occurs twice", (header) => Object.assign(header, { labels: ["a", "b", "a"] })],
  ["labels cannot be read", (header) => Object.assign(header, { labels: "abc" })],
  ["temperature", (header) => Object.assign(header, { temperature: "hot" })],
  ["format or version", (header) => Object.assign(header, { version: 2 })],
  ["repeated", (_header, body) => body.copy(body, 4, 0, 4)],
  [
    "inverse document frequency",
    (header, body) => body.writeFloatLE(Number.NaN, (header.sections as typeof places).idf.at),
  ],
  [
    "scale",
    (header, body) => body.writeFloatLE(Number.POSITIVE_INFINITY, (header.sections as typeof places).scales.at),
  ],
])("a forged model is refused: %s", (why, change) => {
  expect(refused(forge(change))).toContain(why);
});
declare const places: { idf: { at: number }; scales: { at: number } };

test("keys chosen to collide are refused quickly", () => {
  const forged = forge((header, body) => {
    const count = header.featureCount as number;
    for (let f = 0; f < count; f++) body.writeUInt32LE((f * 65536) >>> 0, 4 * f);
  });
  expect(refused(forged)).toMatch(/crowded|repeated/);
});
