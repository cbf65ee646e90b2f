import { Failure } from "#failure";
import { closeRow, createRows, openRow, type RowBuilder, type SparseRows } from "../fit/sparse-rows.ts";
import { type FeatureSet, mostFeatures } from "./read-features.ts";
import { createVocabulary, fillVocabulary, type Vocabulary } from "./vocabulary.ts";
import { countFeatures, type TextWeights, weighRow } from "./weigh-text.ts";

/** Texts to train on, further texts that only teach the vocabulary, and the most features that may be kept. */
export type FeatureRequest = {
  readonly texts: readonly string[];
  readonly pool: readonly string[];
  readonly features: FeatureSet;
  readonly mostFeatures: number;
};

/** Weighted rows of the training texts (with how many entries of each are words), and what weighs further texts alike. */
export type CollectedFeatures = {
  readonly weights: TextWeights;
  readonly rows: SparseRows;
  readonly wordEntries: Uint32Array;
};

type Counting = { readonly rows: RowBuilder; readonly wordEntries: Uint32Array; documents: Uint32Array };

/**
 * Reads all texts once, counts in how many each feature occurs, and weighs the rows. Weight of a feature:
 * sqrt(ln((1 + N) / (1 + df)) + 1). Above the most features, the ones in the fewest texts are left out.
 */
export function collectFeatures(request: FeatureRequest): CollectedFeatures {
  const vocabulary = createVocabulary();
  const counting = countAll(request, vocabulary);
  const kept = pruneFeatures(vocabulary, counting, request.mostFeatures);
  const total = request.texts.length + request.pool.length;
  const idfOf = (df: number) => Math.fround(Math.sqrt(Math.log((1 + total) / (1 + df)) + 1));
  const idf = Float32Array.from(counting.documents.subarray(0, kept.size), idfOf);
  const { rows, wordEntries } = counting;
  for (let r = 0; r < rows.rows; r++) {
    const at = rows.starts[r]!;
    weighRow(
      idf,
      { ids: rows.ids, values: rows.values, at },
      { entries: rows.starts[r + 1]! - at, wordEntries: wordEntries[r]! },
    );
  }
  return { weights: { features: request.features, vocabulary: kept, idf, rarestIdf: idfOf(1) }, rows, wordEntries };
}

function countAll({ texts, pool, features }: FeatureRequest, vocabulary: Vocabulary): Counting {
  const counting: Counting = {
    rows: createRows(),
    wordEntries: new Uint32Array(texts.length),
    documents: new Uint32Array(1 << 16),
  };
  const passing = { ids: new Int32Array(mostFeatures), values: new Float32Array(mostFeatures), at: 0 };
  for (let t = 0; t < texts.length + pool.length; t++) {
    const training = t < texts.length;
    const at = training ? openRow(counting.rows, longestRow(texts[t]!)) : 0;
    const place = training ? { ids: counting.rows.ids, values: counting.rows.values, at } : passing;
    const text = training ? texts[t]! : pool[t - texts.length]!;
    const { entries, wordEntries } = countFeatures(text, { features, vocabulary }, { place, vocabulary: "grow" });
    if (vocabulary.size > counting.documents.length) counting.documents = doubled(counting.documents, vocabulary.size);
    for (let e = at; e < at + entries; e++) counting.documents[place.ids[e]!]!++;
    if (!training) continue;
    counting.wordEntries[t] = wordEntries;
    closeRow(counting.rows, entries);
  }
  return counting;
}

// Words, pairs and grams of a text together are under 13 for each of its characters, also after cleaning.
const longestRow = (text: string) => Math.min(mostFeatures, 13 * 3 * text.length + 64);

function doubled(old: Uint32Array, needed: number): Uint32Array {
  const larger = new Uint32Array(Math.max(2 * old.length, needed));
  larger.set(old);
  return larger;
}

function pruneFeatures(vocabulary: Vocabulary, counting: Counting, most: number): Vocabulary {
  if (vocabulary.size <= most) return vocabulary;
  const { documents, rows, wordEntries } = counting;
  const least = leastDocuments(documents.subarray(0, vocabulary.size), most);
  const numberOf = new Int32Array(vocabulary.size).fill(-1);
  const keys: number[] = [];
  for (let f = 0; f < vocabulary.size; f++) {
    if (documents[f]! < least) continue;
    numberOf[f] = keys.length;
    documents[keys.length] = documents[f]!;
    keys.push(vocabulary.keys[f]!);
  }
  let to = 0;
  for (let r = 0, from = 0; r < rows.rows; r++) {
    const end = rows.starts[r + 1]!;
    const middle = from + wordEntries[r]!;
    for (let e = from; e < end; e++) {
      const id = numberOf[rows.ids[e]!]!;
      if (id < 0 && e < middle) wordEntries[r]!--;
      if (id < 0) continue;
      rows.ids[to] = id;
      rows.values[to++] = rows.values[e]!;
    }
    from = end;
    rows.starts[r + 1] = to;
  }
  const kept = createVocabulary(keys.length);
  fillVocabulary(kept, Uint32Array.from(keys), Number.POSITIVE_INFINITY);
  return kept;
}

function leastDocuments(documents: Uint32Array, most: number): number {
  const sorted = documents.slice().sort();
  const cut = sorted[sorted.length - most - 1]!;
  const least = cut + 1;
  if (most < 1 || sorted[sorted.length - 1]! < least)
    throw new Failure("invalid", "There are too many labels for these texts: no feature would be left to learn from.");
  return least;
}
