import { createHash } from "node:crypto";
import { endianness } from "node:os";
import { Failure } from "#failure";
import type { FeatureSet } from "../features/read-features.ts";

// A stored text model. Nothing in it is executed.
//   8 bytes   "HLTEXT01"
//   4 bytes   length of the header, unsigned, little endian
//   header    UTF-8 JSON: see ArtifactHeader
//   padding   zero bytes up to a multiple of 8 from the start
//   sections  typed arrays, little endian, each from a multiple of 8 after the padding, as the header's table says

const magic = "HLTEXT01";
const mostBytes = 2 ** 30;
const mostLabels = 100_000;

/** The sections of a model: feature keys, their idf, scale of each matrix row (bytes only), the matrix by rows. */
export type ArtifactSections = {
  readonly keys: Uint32Array;
  readonly idf: Float32Array;
  /** (features + 1) numbers with "int8", none with "float32" */
  readonly scales: Float32Array;
  /** (features + 1) x classes, the last row the bias */
  readonly weights: Int8Array | Float32Array;
};

/** The header of a model: who its classes are, how to read texts, and where its sections lie (bytes after the header). */
export type ArtifactHeader = {
  readonly format: "handloom-text";
  readonly version: 1;
  readonly labels: readonly string[];
  readonly features: FeatureSet;
  readonly featureCount: number;
  readonly temperature: number;
  readonly weights: "int8" | "float32";
  readonly sections: Readonly<Record<keyof ArtifactSections, { readonly at: number; readonly bytes: number }>>;
  readonly sha256: string;
};

const names = ["keys", "idf", "scales", "weights"] as const;
const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;

/** Writes a model. */
export function writeArtifact(
  facts: Omit<ArtifactHeader, "format" | "version" | "sections" | "sha256" | "weights" | "featureCount">,
  sections: ArtifactSections,
): Uint8Array<ArrayBuffer> {
  if (endianness() !== "LE") throw new Failure("unavailable", "Models are written on little-endian machines only.");
  const table: Record<string, { at: number; bytes: number }> = {};
  let used = 0;
  for (const name of names) {
    table[name] = { at: used, bytes: sections[name].byteLength };
    used += padded(sections[name].byteLength);
  }
  const body = new Uint8Array(used);
  for (const name of names) body.set(bytesOf(sections[name]), table[name]!.at);
  const header = {
    format: "handloom-text",
    version: 1,
    ...facts,
    featureCount: sections.keys.length,
    weights: sections.weights instanceof Int8Array ? "int8" : "float32",
    sections: table,
    sha256: digest(body),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = padded(12 + text.length);
  const artifact = new Uint8Array(start + used);
  artifact.set(new TextEncoder().encode(magic));
  new DataView(artifact.buffer).setUint32(8, text.length, true);
  artifact.set(text, 12);
  artifact.set(body, start);
  return artifact;
}

const bytesOf = (array: Uint32Array | Float32Array | Int8Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Refuses bytes that are not a sound model; the sentence says what is wrong. */
export function refuse(why: string): never {
  throw new Failure("invalid", `This is not a sound text model: ${why}.`, { field: "artifact" });
}

/** Reads a model and checks everything but the meaning of its numbers; needs no more memory than the bytes themselves. */
export function readArtifact(bytes: Uint8Array): { header: ArtifactHeader; sections: ArtifactSections } {
  if (endianness() !== "LE") throw new Failure("unavailable", "Models are read on little-endian machines only.");
  if (bytes.length < 12 || bytes.length > mostBytes) refuse("its size is wrong");
  if (Buffer.from(bytes.buffer, bytes.byteOffset, 8).toString("latin1") !== magic) refuse("it does not begin as one");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  const start = padded(12 + length);
  if (start > bytes.length) refuse("its header is cut off");
  const header = checkHeader(parse(bytes.subarray(12, 12 + length)));
  // A Buffer's own slice would not copy, and sections must begin where their element type may.
  const body = new Uint8Array(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  if (digest(body) !== header.sha256) refuse("its checksum differs");
  return { header, sections: cutSections(header, body) };
}

function parse(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch {
    return refuse("its header cannot be read");
  }
}

function checkHeader(found: unknown): ArtifactHeader {
  if (typeof found !== "object" || found === null) refuse("its header cannot be read");
  const header = found as { readonly [Name in keyof ArtifactHeader]?: unknown };
  if (header.format !== "handloom-text" || header.version !== 1) refuse("its format or version is unknown");
  const { labels, featureCount, temperature } = header;
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === "string"))
    refuse("its labels cannot be read");
  if (labels.length < 2 || labels.length > mostLabels) refuse("it has too few or too many labels");
  if (new Set(labels).size !== labels.length) refuse("a label occurs twice");
  if (header.features !== "words" && header.features !== "all") refuse("its features are unknown");
  if (header.weights !== "int8" && header.weights !== "float32") refuse("its weights have an unknown type");
  if (!Number.isInteger(featureCount) || !((featureCount as number) >= 0)) refuse("its number of features is wrong");
  if (!(typeof temperature === "number" && temperature > 0 && temperature < 1e6)) refuse("its temperature is wrong");
  if (typeof header.sections !== "object" || header.sections === null) refuse("it has no sections");
  return header as ArtifactHeader;
}

function cutSections(header: ArtifactHeader, body: Uint8Array): ArtifactSections {
  const { featureCount, labels, weights } = header;
  const cells = (featureCount + 1) * labels.length;
  const cut = (name: keyof ArtifactSections, bytes: number) => {
    const place: { at?: unknown; bytes?: unknown } | undefined = header.sections[name];
    const at = place?.at;
    if (typeof at !== "number" || !Number.isInteger(at) || at < 0 || at % 8 !== 0) refuse(`its ${name} are misplaced`);
    if (place?.bytes !== bytes || at + bytes > body.length) refuse(`its ${name} have the wrong size`);
    return body.slice(at, at + bytes).buffer;
  };
  return {
    keys: new Uint32Array(cut("keys", 4 * featureCount)),
    idf: new Float32Array(cut("idf", 4 * featureCount)),
    scales: new Float32Array(cut("scales", weights === "int8" ? 4 * (featureCount + 1) : 0)),
    weights: weights === "int8" ? new Int8Array(cut("weights", cells)) : new Float32Array(cut("weights", 4 * cells)),
  };
}
