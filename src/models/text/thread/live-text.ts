import { Failure } from "#failure";
import type { FitTextRequest } from "../fit/fit-text.ts";
import type { LabelChanges, LabelUpdate } from "../fit/update-labels.ts";
import { startTextThread } from "./text-thread.ts";
import type { FitReport, RankedPool } from "./thread-messages.ts";

/**
 * A learner that lives in one thread and follows the labels as they come. Calls are done in the order they were made;
 * the caller's event loop never waits.
 */
export type LiveText = {
  /** Fits from scratch; also the answer to a new label or to many unseen words. Rows are numbered as the texts came. */
  fit(request: Omit<FitTextRequest, "onProgress">): Promise<FitReport>;
  /** Learns from added, changed and removed labels (see `updateLabels`); a new class fails with "conflict": fit again. */
  update(changes: LabelChanges): Promise<LabelUpdate>;
  /** Scores a pool and chooses `count` of it to label next. */
  rank(pool: readonly string[], count: number): Promise<RankedPool>;
  /** The stored model of the learner as it is now. */
  encode(labels: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
  /** Ends the thread; calls still open fail. */
  close(): Promise<void>;
};

/** Opens a live learner: one thread, idle until the first fit, and no reason for the process to stay alive. */
export function openLiveText(): LiveText {
  const thread = startTextThread();
  let last: Promise<unknown> = Promise.resolve();
  // Texts and the question that uses them must not mix with those of another call.
  const inTurn = <Result>(work: () => Promise<unknown>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result as Promise<Result>;
  };
  return {
    fit: ({ texts, pool = [], ...fit }) =>
      inTurn(async () => {
        await thread.sendTexts("texts", texts);
        await thread.sendTexts("pool", pool);
        return thread.ask({ ask: "fit", fit });
      }),
    update: (changes) => inTurn(() => thread.ask({ ask: "update", changes })),
    rank: (pool, count) =>
      inTurn(async () => {
        await thread.sendTexts("pool", pool);
        return thread.ask({ ask: "rank", count });
      }),
    encode: (labels) => inTurn(() => thread.ask({ ask: "encode", labels })),
    close: () => thread.end(new Failure("conflict", "The live learner was closed.")),
  };
}
