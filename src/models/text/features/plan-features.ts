import { Failure } from "#failure";
import { mostRows } from "../fit/learner-memory.ts";
import { type FeatureSet, readFeatures } from "./read-features.ts";

/** The size of a training that is about to start. */
export type PlanRequest = {
  readonly texts: readonly string[];
  readonly classes: number;
  readonly features: FeatureSet;
};

/** Which features a training will read, and the sentence that says so where it is not what was asked for. */
export type FeaturePlan = { readonly features: FeatureSet; readonly sentence?: string };

/** The most characters of texts that one training holds in memory. */
export const mostTrainingCharacters = 600_000_000;

// These fit, however long they are, and however many labels they have.
const few = 1000;
// So many texts, or so many characters of them, tell well enough how many features the others have.
const looked = { texts: 500, characters: 500_000 };

/**
 * Says before a training starts whether its texts fit in a learner's memory, from the features of some of them, evenly
 * spread: as asked, or by their words only; where neither fits, "invalid" with how many such texts would.
 */
export function planFeatures(given: PlanRequest): FeaturePlan {
  const rows = given.texts.length;
  if (rows < few) return { features: given.features };
  const fitting = (features: FeatureSet) =>
    mostRows({ classes: given.classes, entries: meanFeatures(given.texts, features) });
  const asked = fitting(given.features);
  if (rows <= asked) return { features: given.features };
  const words = given.features === "words" ? asked : fitting("words");
  if (rows > words)
    throw new Failure(
      "invalid",
      `These are ${count(rows)} labelled texts, and about ${count(words)} of their length fit in a training; train on fewer, or on shorter texts.`,
      { examples: rows, most: words },
    );
  const sentence = `With character grams about ${count(asked)} texts of this length fit in a training; of these ${count(rows)} the words and pairs of words are read.`;
  return { features: "words", sentence };
}

const count = (number: number): string => number.toLocaleString("en-US");

function meanFeatures(texts: readonly string[], features: FeatureSet): number {
  const characters = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
  const wanted = Math.max(20, Math.min(looked.texts, looked.characters / characters));
  const step = Math.max(1, Math.floor(texts.length / wanted));
  let [sum, seen] = [0, 0];
  for (let at = 0; at < texts.length; at += step, seen++) {
    const { keys, count: length } = readFeatures(texts[at] ?? "", features);
    sum += new Set(keys.subarray(0, length)).size;
  }
  return sum / seen;
}
