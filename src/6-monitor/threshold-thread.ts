import { LRUCache } from "lru-cache";
import { openThread } from "#platform/threads";
import type { Thresholds } from "./watched.ts";

const ask = openThread<LabelPair, Thresholds>(new URL("./threshold.worker.ts", import.meta.url), "drift-thresholds");

const remembered = new LRUCache<string, Promise<Thresholds>>({ max: 5000 });

/** Counts of the labels of a profile and of traffic, in the same order. */
export interface LabelPair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** The thresholds of the drift of labels, worked out in a thread, because it takes a while, and remembered: the past does not change. */
export function findThresholds(pair: LabelPair): Promise<Thresholds> {
  const name = JSON.stringify([pair.reference, pair.current]);
  const known = remembered.get(name);
  if (known) return known;
  const found = ask(pair);
  remembered.set(name, found);
  found.catch(() => remembered.delete(name));
  return found;
}
