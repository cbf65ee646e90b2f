import { parentPort } from "node:worker_threads";
import { type ThresholdQuestion, thresholdOf } from "./watched.ts";

const port = parentPort;
if (!port) throw new Error("threshold.worker.ts runs as a worker thread only.");

port.on("message", ({ number, question }: { number: number; question: ThresholdQuestion }) =>
  port.postMessage({ number, threshold: thresholdOf(question) }),
);
