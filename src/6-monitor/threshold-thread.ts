import { Worker } from "node:worker_threads";
import { Failure } from "#failure";
import type { ThresholdQuestion } from "./watched.ts";

const remembered = new Map<string, Promise<number>>();
const mostRemembered = 1000;

/**
 * A threshold, worked out in a thread, because it takes up to a second. It is remembered for as long as the traffic has the
 * same two leading digits: of the sizes in between the smallest decides, whose threshold is the widest.
 */
export function findThreshold(question: ThresholdQuestion): Promise<number> {
  const [reference, current] = question.sizes;
  const rounded = { ...question, sizes: [reference, twoDigits(current)] as const };
  const name = JSON.stringify(rounded);
  const known = remembered.get(name);
  if (known) return known;
  if (remembered.size >= mostRemembered) remembered.clear();
  const found = ask(rounded);
  remembered.set(name, found);
  found.catch(() => remembered.delete(name));
  return found;
}

function twoDigits(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.floor(count / unit) * unit;
}

interface Waiting {
  resolve(threshold: number): void;
  reject(reason: Failure): void;
}

const waiting = new Map<number, Waiting>();
let thread: Worker | undefined;
let asked = 0;

function ask(question: ThresholdQuestion): Promise<number> {
  return new Promise((resolve, reject) => {
    thread ??= startThread();
    const number = ++asked;
    waiting.set(number, { resolve, reject });
    thread.ref();
    thread.postMessage({ number, question });
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
  started.on("message", ({ number, threshold }: { number: number; threshold: number }) => {
    waiting.get(number)?.resolve(threshold);
    waiting.delete(number);
    if (waiting.size === 0) started.unref();
  });
  started.on("error", (thrown) => end(`The thread that finds thresholds broke: ${thrown.message}`));
  return started;
}
