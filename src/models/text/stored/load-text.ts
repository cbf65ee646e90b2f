import type { Prediction } from "#models/kind";
import { mostFeatures } from "../features/read-features.ts";
import { createVocabulary, fillVocabulary } from "../features/vocabulary.ts";
import { type TextWeights, weighText } from "../features/weigh-text.ts";
import { columnsFor } from "../fit/learner-memory.ts";
import { vectorsOf } from "../fit/score-texts.ts";
import type { SparseRows } from "../fit/sparse-rows.ts";
import { softmaxInPlace } from "../fit/temperature.ts";
import { openSweeps, type Sweeps } from "../sweeps/sweeps.ts";
import { type ArtifactHeader, type ArtifactSections, readArtifact, refuse } from "./artifact.ts";

/** The answer to one text. */
type TextPrediction = Prediction & {
  /** The largest raw score: low for texts that belong to no class (the measured out-of-scope signal). */
  readonly rawScore: number;
};

/** A stored model ready to answer. */
export type TextPredictor = {
  readonly labels: readonly string[];
  readonly header: ArtifactHeader;
  predict(text: string): TextPrediction;
  /** The weighted feature rows of texts, for `chooseDiverse` and nearest neighbours. */
  vectorsOf(texts: readonly string[]): SparseRows;
};

type LoadOptions = { readonly arithmetic?: "simd" | "plain" };

/** Opens a stored model; bytes that are not one, damaged or hostile, are refused with `Failure("invalid")`. */
export function loadText(bytes: Uint8Array, { arithmetic = "simd" }: LoadOptions = {}): TextPredictor {
  const { header, sections } = readArtifact(bytes);
  checkNumbers(sections);
  const vocabulary = createVocabulary(sections.keys.length);
  const problem = fillVocabulary(vocabulary, sections.keys, 1000 + 32 * sections.keys.length);
  if (problem) refuse(`its feature keys are ${problem}`);
  const weights = { features: header.features, vocabulary, idf: sections.idf };
  const scorer = openScorer(header, sections, arithmetic);
  return {
    labels: header.labels,
    header,
    predict: (text) => predict(text, { header, weights, scorer }),
    vectorsOf: (texts) => vectorsOf(weights, texts),
  };
}

function checkNumbers({ idf, scales, weights }: ArtifactSections): void {
  if (!idf.every((x) => x > 0 && x < 1e3)) refuse("an inverse document frequency is not a sound number");
  if (!scales.every((x) => x >= 0 && x < 1e6)) refuse("a scale is not a sound number");
  if (weights instanceof Float32Array && !weights.every((x) => Math.abs(x) < 1e6))
    refuse("a weight is not a sound number");
}

type Scorer = {
  readonly sweeps: Sweeps;
  readonly ids: Int32Array;
  readonly values: Float32Array;
  readonly out: Float32Array;
  readonly entries: number;
  readonly matrix: number;
  readonly scales: Float32Array;
};

// The rows of the matrix are padded to whole registers: columns cells of one byte or four.
function openScorer(header: ArtifactHeader, { scales, weights }: ArtifactSections, kind: "simd" | "plain"): Scorer {
  const classes = header.labels.length;
  const columns = columnsFor(classes);
  const rows = header.featureCount + 1;
  const ids = 64;
  const values = ids + 4 * (mostFeatures + 16);
  const out = values + 4 * (mostFeatures + 16);
  const matrix = Math.ceil((out + 4 * columns) / 64) * 64;
  const sweeps = openSweeps(matrix + rows * columns * weights.BYTES_PER_ELEMENT + 64, kind);
  sweeps.prepare({ out, delta: out, distance: values - ids, width: 4 * columns });
  const kindOfArray = weights instanceof Int8Array ? Int8Array : Float32Array;
  const cells = new kindOfArray(sweeps.buffer, matrix, rows * columns);
  for (let row = 0; row < rows; row++) cells.set(weights.subarray(row * classes, (row + 1) * classes), row * columns);
  return {
    sweeps,
    ids: new Int32Array(sweeps.buffer, ids, mostFeatures + 16),
    values: new Float32Array(sweeps.buffer, values, mostFeatures + 16),
    out: new Float32Array(sweeps.buffer, out, columns),
    entries: ids,
    matrix,
    scales,
  };
}

type Opened = {
  readonly header: ArtifactHeader;
  readonly weights: Omit<TextWeights, "rarestIdf">;
  readonly scorer: Scorer;
};

function predict(text: string, { header, weights, scorer }: Opened): TextPrediction {
  const { ids, values, scales, sweeps } = scorer;
  const { entries, words, unseenWords } = weighText(text, weights, { ids, values, at: 0 });
  ids[entries] = header.featureCount;
  values[entries] = 1;
  const end = scorer.entries + 4 * (entries + 1);
  if (header.weights === "int8") {
    for (let e = 0; e <= entries; e++) values[e]! *= scales[ids[e]!]!;
    sweeps.gatherBytes(scorer.entries, end, scorer.matrix);
  } else sweeps.gather(scorer.entries, end, scorer.matrix);
  const classes = header.labels.length;
  const probabilities = scorer.out.slice(0, classes);
  let best = 0;
  for (let k = 1; k < classes; k++) if (probabilities[k]! > probabilities[best]!) best = k;
  const rawScore = probabilities[best]!;
  softmaxInPlace(probabilities, { at: 0, classes }, header.temperature);
  return {
    best,
    score: probabilities[best]!,
    sureness: probabilities[best]!,
    probabilities,
    unseenWords: words > 0 ? unseenWords / words : 0,
    isUnknown: entries === 0,
    rawScore,
  };
}
