/** A growing set of 32-bit keys, each with a dense number from 0 in the order of arrival. */
export type Vocabulary = {
  size: number;
  /** Pairs (key, number + 1) at slots found by linear probing; 0 marks an empty slot. */
  table: Int32Array;
  /** The key of each number. */
  keys: Uint32Array;
};

/** An empty vocabulary with room for about `expected` keys. */
export function createVocabulary(expected = 4096): Vocabulary {
  let slots = 1024;
  while (slots < 2 * expected) slots *= 2;
  return { size: 0, table: new Int32Array(2 * slots), keys: new Uint32Array(slots / 2) };
}

/** Writes the number of each key from ... to into `into`, -1 for an unknown one. */
export function lookUp(
  vocabulary: Vocabulary,
  keys: Uint32Array,
  into: { ids: Int32Array; from: number; to: number },
): void {
  const { table } = vocabulary;
  const mask = table.length - 2;
  const { ids, from, to } = into;
  for (let i = from; i < to; i++) {
    const key = keys[i]! | 0;
    let slot = (key << 1) & mask;
    while (table[slot + 1] !== 0 && table[slot] !== key) slot = (slot + 2) & mask;
    ids[i] = table[slot + 1]! - 1;
  }
}

/** As `lookUp`, but unknown keys join the vocabulary. */
export function lookUpOrAdd(vocabulary: Vocabulary, keys: Uint32Array, into: { ids: Int32Array; to: number }): void {
  const { ids, to } = into;
  if (vocabulary.size + to > vocabulary.keys.length) grow(vocabulary, vocabulary.size + to);
  const { table } = vocabulary;
  const mask = table.length - 2;
  for (let i = 0; i < to; i++) {
    const key = keys[i]! | 0;
    let slot = (key << 1) & mask;
    while (table[slot + 1] !== 0 && table[slot] !== key) slot = (slot + 2) & mask;
    if (table[slot + 1] === 0) {
      vocabulary.keys[vocabulary.size] = key;
      table[slot] = key;
      table[slot + 1] = ++vocabulary.size;
    }
    ids[i] = table[slot + 1]! - 1;
  }
}

function grow(vocabulary: Vocabulary, needed: number): void {
  const larger = createVocabulary(needed);
  fillVocabulary(larger, vocabulary.keys.subarray(0, vocabulary.size), Number.POSITIVE_INFINITY);
  Object.assign(vocabulary, larger);
}

/**
 * Puts keys into an empty vocabulary with enough room, numbered in their order. Says "repeated" when a key occurs twice and
 * "crowded" when more than `mostProbes` slots were tried (keys chosen to collide), else undefined.
 */
export function fillVocabulary(
  empty: Vocabulary,
  keys: Uint32Array,
  mostProbes: number,
): "repeated" | "crowded" | undefined {
  const { table } = empty;
  const mask = table.length - 2;
  let probes = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]! | 0;
    let slot = (key << 1) & mask;
    for (; table[slot + 1] !== 0; slot = (slot + 2) & mask) {
      if (table[slot] === key) return "repeated";
      if (++probes > mostProbes) return "crowded";
    }
    table[slot] = key;
    table[slot + 1] = i + 1;
  }
  empty.keys.set(keys);
  empty.size = keys.length;
  return undefined;
}
