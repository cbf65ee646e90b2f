/** A source of chance: each call gives a number in [0, 1). */
export type Random = () => number;

/**
 * A seeded generator with 32 random bits a call and a period above 2^32: sfc32 (Doty-Humphrey, PractRand),
 * its state filled by splitmix32 from the seed. The same seed gives the same numbers on every machine. Not for secrets.
 */
export function seededRandom(seed: number): Random {
  let mixed = seed | 0;
  const next = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = next();
  let b = next();
  let c = next() ^ Math.floor(seed / 4294967296);
  let counter = 1;
  const random = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warm = 0; warm < 12; warm++) random();
  return random;
}

/** Shuffles in place (Fisher and Yates); the order depends on nothing but `random`. */
export function shuffle<Numbers extends { length: number; [index: number]: unknown }>(items: Numbers, random: Random) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = items[i];
    items[i] = items[j];
    items[j] = kept;
  }
  return items;
}
