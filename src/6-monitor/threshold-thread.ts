import { Worker } from "node:worker_threads";
import { Failure } from "#failure";
import type { Thresholds } from "./watched.ts";

const remembered = new Map<string, Promise<Thresholds>>();
const mostRemembered = 5000;

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
  if (remembered.size >= mostRemembered) remembered.clear();
  const found = ask(pair);
  remembered.set(name, found);
  found.catch(() => remembered.delete(name));
  return found;
}

interface Waiting {
  resolve(thresholds: Thresholds): void;
  reject(reason: Failure): void;
}

const waiting = new Map<number, Waiting>();
let thread: Worker | undefined;
let asked = 0;

function ask(pair: LabelPair): Promise<Thresholds> {
  return new Promise((resolve, reject) => {
    thread ??= startThread();
    const number = ++asked;
    waiting.set(number, { resolve, reject });
    thread.ref();
    thread.postMessage({ number, pair });
  });
}

/** Starts the thread, which keeps no process alive while it has nothing to do; broken, the next question starts another. */
function startThread(): Worker {
  const started = new Worker(new URL("./threshold.worker.ts", import.meta.url), { name: "drift-thresholds" });
  const end = (reason: string) => {
    thread = undefined;
    for (const one of waiting.values()) one.reject(new Failure("unavailable", reason));
    waiting.clear();
  };
  started.on("message", ({ number, thresholds }: { number: number; thresholds: Thresholds }) => {
    waiting.get(number)?.resolve(thresholds);
    waiting.delete(number);
    if (waiting.size === 0) started.unref();
  });
  started.on("error", (thrown) => end(`The thread that finds thresholds broke: ${thrown.message}`));
  return started;
}
