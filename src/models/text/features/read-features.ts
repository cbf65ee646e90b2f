import { charactersRead, cleanText, space, unitKind, word } from "./clean-text.ts";

/** Which features are read: word 1-2-grams, or those and character 2-5-grams inside words. */
export type FeatureSet = "words" | "all";

/**
 * The hashed features of the text read last, in `keys`: first the single words (`words` of them), then the pairs of
 * words (up to `wordFeatures`), then the character grams (up to `count`).
 */
export type FeatureKeys = {
  readonly keys: Uint32Array;
  words: number;
  wordFeatures: number;
  count: number;
};

const shortest = 2;
const longest = 5;
const mostWords = charactersRead / 2 + 2;
const units = new Uint16Array(charactersRead + 3);
const words = new Uint32Array(mostWords);
const found: FeatureKeys = {
  keys: new Uint32Array(2 * mostWords + 6.5 * charactersRead),
  words: 0,
  wordFeatures: 0,
  count: 0,
};

/** The most features that one text can have. */
export const mostFeatures = found.keys.length;

// The 32-bit finisher of MurmurHash3: every bit of the key depends on every bit of the word.
function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const start = finish(0x51ed270b);
const end = finish(0x2545f491);

/** Reads a text's features; the result is one buffer for all calls: use it before the next. */
export function readFeatures(text: string, features: FeatureSet): FeatureKeys {
  const length = fillUnits(cleanText(text));
  const wordCount = readWords(length);
  const at = readPairs(wordCount);
  found.words = wordCount;
  found.wordFeatures = at;
  found.count = features === "all" ? readCharacterGrams(length, at) : at;
  return found;
}

// Units with one space before and after every run of non-spaces, so that a padded word is one stretch.
function fillUnits(text: string): number {
  let length = 1;
  units[0] = 32;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unitKind(unit) !== space) units[length++] = unit;
    else if (units[length - 1] !== 32) units[length++] = 32;
  }
  if (units[length - 1] !== 32) units[length++] = 32;
  return length;
}

function readWords(length: number): number {
  const { keys } = found;
  let count = 0;
  let hash = 0;
  let inside = false;
  for (let i = 0; i < length; i++) {
    const unit = units[i]!;
    if (unitKind(unit) === word) {
      hash = Math.imul((inside ? hash : 0x811c9dc5) ^ unit, 0x01000193);
      inside = true;
    } else if (inside) {
      const key = finish(hash);
      words[count] = key;
      keys[count++] = key;
      inside = false;
    }
  }
  return count;
}

function readPairs(wordCount: number): number {
  const { keys } = found;
  let at = wordCount;
  let before = start;
  for (let i = 0; i <= wordCount; i++) {
    const next = i < wordCount ? words[i]! : end;
    keys[at++] = finish(Math.imul(before, 31) ^ Math.imul(next, 0x9e3779b1));
    before = next;
  }
  return at;
}

function readCharacterGrams(length: number, first: number): number {
  const { keys } = found;
  let at = first;
  let from = 0;
  for (let i = 1; i < length; i++) {
    if (units[i] !== 32) continue;
    for (let a = from; a < i; a++) {
      const stop = Math.min(i, a + longest - 1);
      let hash = Math.imul(0x2f0b4a47 ^ units[a]!, 0x01000193);
      for (let b = a + 1; b <= stop; b++) {
        hash = Math.imul(hash ^ units[b]!, 0x01000193);
        if (b - a + 1 >= shortest) keys[at++] = finish(hash ^ Math.imul(b - a, 0x9e3779b1));
      }
    }
    from = i;
  }
  return at;
}
