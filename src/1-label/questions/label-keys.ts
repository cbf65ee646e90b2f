// Digits first, then the letters that do nothing else while labelling: s skips, z undoes.
const order = [..."123456789", ..."qwertyuiopadfghjklxcvbnm"];

/** The first `count` keys that choose no label yet; fewer when they run out. */
export function firstFreeKeys(taken: readonly string[], count: number): string[] {
  return order.filter((key) => !taken.includes(key)).slice(0, count);
}
