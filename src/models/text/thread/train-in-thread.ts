import { Failure } from "#failure";
import type { FitTextRequest, TextPhase } from "../fit/fit-text.ts";
import { startTextThread } from "./text-thread.ts";
import type { FitReport } from "./thread-messages.ts";

/** A training for a thread: the request of `fitText`, and the names or ids of the classes for the artifact. */
export type ThreadTraining = Omit<FitTextRequest, "onProgress"> & { readonly labelNames: readonly string[] };

/** How to stop a training, and who hears of each phase as it ends. */
export type ThreadOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: TextPhase, seconds: number) => void;
};

/** A finished training: the stored model, what the fit reports, and its log, one sentence a line. */
export type ThreadTrained = FitReport & { readonly artifact: Uint8Array<ArrayBuffer>; readonly log: readonly string[] };

const told: Record<TextPhase, string> = {
  features: "Read the texts and weighed their features",
  fit: "Fitted the weights",
  calibrate: "Scored every text by a learner that had not seen it, and calibrated the probabilities",
};

/**
 * Trains in a thread of its own, so that the caller's event loop never waits. Aborting the signal ends the thread at
 * once and rejects with `Failure("conflict")`, facts `{ cancelled: true }`.
 */
export async function trainTextInThread(training: ThreadTraining, options: ThreadOptions = {}): Promise<ThreadTrained> {
  const { texts, pool = [], labelNames, ...fit } = training;
  const { signal, onProgress } = options;
  const cancelled = new Failure("conflict", "The training was cancelled.", { cancelled: true });
  if (signal?.aborted) throw cancelled;
  const log = [`${texts.length} labelled texts, ${fit.classes} labels, ${pool.length} further texts.`];
  const thread = startTextThread((phase, seconds) => {
    log.push(`${told[phase]} in ${seconds.toFixed(2)} s.`);
    onProgress?.(phase, seconds);
  });
  const stop = () => void thread.end(cancelled);
  signal?.addEventListener("abort", stop);
  try {
    await thread.sendTexts("texts", texts);
    await thread.sendTexts("pool", pool);
    const report = (await thread.ask({ ask: "fit", fit })) as FitReport;
    const artifact = (await thread.ask({ ask: "encode", labels: labelNames })) as Uint8Array<ArrayBuffer>;
    log.push(
      `${report.features} features, ${report.epochs} ${report.epochs === 1 ? "epoch" : "epochs"}, temperature ${report.temperature.toFixed(2)}, ${artifact.length} bytes.`,
    );
    return { ...report, artifact, log };
  } finally {
    signal?.removeEventListener("abort", stop);
    await thread.end(new Failure("conflict", "The training is over."));
  }
}
