import { type FeatureSet, mostFeatures, readFeatures } from "./read-features.ts";
import { lookUp, lookUpOrAdd, type Vocabulary } from "./vocabulary.ts";

/** What turns a text into numbers: the vocabulary, the weight of each feature, and which features are read. */
export type TextWeights = {
  readonly features: FeatureSet;
  readonly vocabulary: Vocabulary;
  /** The square root of the smoothed inverse document frequency of each feature. */
  readonly idf: Float32Array;
  /** The idf of a feature that occurs in one text only. */
  readonly rarestIdf: number;
};

/** Where a row is written: entries from `at` in both arrays (room for `mostFeatures` more). */
export type RowPlace = { readonly ids: Int32Array; readonly values: Float32Array; readonly at: number };

/** What was counted of a text: distinct features, those of the word block (they come first), words, unknown words. */
export type TextCounts = { entries: number; wordEntries: number; words: number; unseenWords: number };

const ids = new Int32Array(mostFeatures);
const counts: TextCounts = { entries: 0, wordEntries: 0, words: 0, unseenWords: 0 };
let seen = new Int32Array(1 << 16);

/**
 * Counts a text's features into a row (feature numbers and raw counts). With "grow" unknown features join the vocabulary,
 * with "known" they are left out. The result is one object for all calls.
 */
export function countFeatures(
  text: string,
  weights: Pick<TextWeights, "features" | "vocabulary">,
  use: { place: RowPlace; vocabulary: "grow" | "known" },
): TextCounts {
  const read = readFeatures(text, weights.features);
  if (use.vocabulary === "grow") lookUpOrAdd(weights.vocabulary, read.keys, { ids, to: read.count });
  else lookUp(weights.vocabulary, read.keys, { ids, from: 0, to: read.count });
  if (weights.vocabulary.size > seen.length) seen = new Int32Array(2 * weights.vocabulary.size);
  counts.words = read.words;
  counts.unseenWords = 0;
  for (let i = 0; i < read.words; i++) if (ids[i]! < 0) counts.unseenWords++;
  const { place } = use;
  counts.wordEntries = gatherDistinct(0, read.wordFeatures, { place, entries: 0 });
  counts.entries = gatherDistinct(read.wordFeatures, read.count, { place, entries: counts.wordEntries });
  for (let e = place.at; e < place.at + counts.entries; e++) {
    const id = place.ids[e]!;
    place.values[e] = seen[id]!;
    seen[id] = 0;
  }
  return counts;
}

function gatherDistinct(from: number, to: number, { place, entries }: { place: RowPlace; entries: number }): number {
  let at = place.at + entries;
  for (let i = from; i < to; i++) {
    const id = ids[i]!;
    if (id < 0) continue;
    if (seen[id] === 0) place.ids[at++] = id;
    seen[id]!++;
  }
  return at - place.at;
}

/**
 * Turns the raw counts of a row into weights: (1 + ln count) * idf, the word block and the character block scaled to the
 * same Euclidean length, the whole row to length 1. A row without features stays empty.
 */
export function weighRow(
  idf: Float32Array,
  place: RowPlace,
  { entries, wordEntries }: Pick<TextCounts, "entries" | "wordEntries">,
): void {
  const middle = place.at + wordEntries;
  const end = place.at + entries;
  const wordSquares = weighBlock(idf, place, [place.at, middle]);
  const characterSquares = weighBlock(idf, place, [middle, end]);
  const blocks = (wordSquares > 0 ? 1 : 0) + (characterSquares > 0 ? 1 : 0);
  const wordScale = 1 / Math.sqrt(wordSquares * blocks);
  for (let e = place.at; e < middle; e++) place.values[e]! *= wordScale;
  const characterScale = 1 / Math.sqrt(characterSquares * blocks);
  for (let e = middle; e < end; e++) place.values[e]! *= characterScale;
}

function weighBlock(idf: Float32Array, { ids, values }: RowPlace, [from, to]: readonly [number, number]): number {
  let squares = 0;
  for (let e = from; e < to; e++) {
    const count = values[e]!;
    const weight = count === 1 ? idf[ids[e]!]! : (1 + Math.log(count)) * idf[ids[e]!]!;
    values[e] = weight;
    squares += weight * weight;
  }
  return squares;
}

/** Writes a text's weighted row; the numbers come from the training data and stay as they are. */
export function weighText(text: string, weights: Omit<TextWeights, "rarestIdf">, place: RowPlace): TextCounts {
  const found = countFeatures(text, weights, { place, vocabulary: "known" });
  weighRow(weights.idf, place, found);
  return found;
}
