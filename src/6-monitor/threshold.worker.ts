import { parentPort } from "node:worker_threads";
import type { HistogramPair } from "#statistics";
import { thresholdsOf } from "./watched.ts";

const port = parentPort;
if (!port) throw new Error("threshold.worker.ts runs as a worker thread only.");

port.on("message", ({ number, pair }: { number: number; pair: HistogramPair }) =>
  port.postMessage({ number, thresholds: thresholdsOf("label-drift", pair) }),
);
