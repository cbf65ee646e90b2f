import { parentPort } from "node:worker_threads";
import { Failure, sentenceOf } from "#failure";
import { encodeText } from "../features/encode-text.ts";
import { fitText, type TrainedText } from "../fit/fit-text.ts";
import { updateLabels } from "../fit/update-labels.ts";
import { rankPool } from "../pool/rank-pool.ts";
import type { FitReport, ThreadAnswer, ThreadFit, ThreadQuestion } from "./thread-messages.ts";

// One thread holds one learner. Texts arrive in pieces and wait here until a fit, an encoding or a ranking uses them.

const port = parentPort;
if (!port) throw new Error("text.worker.ts runs as a worker thread only.");

const waiting: Record<"texts" | "pool", string[]> = { texts: [], pool: [] };
let trained: TrainedText | undefined;

const answer = (message: ThreadAnswer, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);

function take(kind: "texts" | "pool"): string[] {
  const texts = waiting[kind];
  waiting[kind] = [];
  return texts;
}

function train(request: ThreadFit): FitReport {
  trained = undefined;
  const texts = take("texts");
  const pool = take("pool");
  trained = fitText({
    ...request,
    texts,
    pool,
    onProgress: (phase, seconds) => answer({ say: "phase", phase, seconds }),
  });
  const { features, temperature, epochs, seconds, outOfFold } = trained;
  return { features, temperature, epochs, seconds, outOfFold: outOfFold?.slice() };
}

function current(): TrainedText {
  if (!trained) throw new Failure("conflict", "Nothing was trained in this thread yet.");
  return trained;
}

function handle(question: Exclude<ThreadQuestion, { ask: "texts" }>): unknown {
  switch (question.ask) {
    case "fit":
      return train(question.fit);
    case "encode":
      return encodeText(current(), { labels: question.labels });
    case "update":
      return updateLabels(current(), question.changes);
    case "rank":
      return rankPool(current(), take("pool"), question.count);
  }
}

// Large arrays of a result are moved, not copied.
function movable(result: unknown): ArrayBuffer[] {
  const parts = ArrayBuffer.isView(result) ? [result] : Object.values(result as object);
  return parts.flatMap((part) => (ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : []));
}

port.on("message", (question: ThreadQuestion) => {
  if (question.ask === "texts") {
    for (const text of question.texts) waiting[question.into].push(text);
    return;
  }
  try {
    const result = handle(question);
    answer({ say: "result", number: question.number, result }, movable(result));
  } catch (thrown) {
    const { kind, facts } = thrown instanceof Failure ? thrown : { kind: "unavailable", facts: {} };
    answer({ say: "failure", number: question.number, kind, sentence: sentenceOf(thrown), facts });
  }
});
