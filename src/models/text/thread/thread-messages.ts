import type { FitTextRequest, TextOptions, TextPhase } from "../fit/fit-text.ts";
import type { LabelChanges } from "../fit/update-labels.ts";

/** A training as it travels to a thread: texts come before it in `texts` messages, so that no message is long. */
export type ThreadFit = Omit<FitTextRequest, "texts" | "pool" | "onProgress"> & { readonly options?: TextOptions };

/** What a thread is asked; every message but `texts` is answered by one with the same number. */
export type ThreadQuestion =
  | { readonly ask: "texts"; readonly into: "texts" | "pool"; readonly texts: readonly string[] }
  | { readonly ask: "fit"; readonly number: number; readonly fit: ThreadFit }
  | { readonly ask: "encode"; readonly number: number; readonly labels: readonly string[] }
  | { readonly ask: "update"; readonly number: number; readonly changes: LabelChanges }
  | { readonly ask: "rank"; readonly number: number; readonly count: number };

/** What a thread answers: the result of a question, its failure, or a phase that ended meanwhile. */
export type ThreadAnswer =
  | { readonly say: "result"; readonly number: number; readonly result: unknown }
  | {
      readonly say: "failure";
      readonly number: number;
      readonly kind: string;
      readonly sentence: string;
      readonly facts: Readonly<Record<string, unknown>>;
    }
  | { readonly say: "phase"; readonly phase: TextPhase; readonly seconds: number };

/** What a fit reports. */
export type FitReport = {
  readonly features: number;
  readonly temperature: number;
  readonly epochs: number;
  /** Seconds of each phase. */
  readonly seconds: Readonly<Record<TextPhase, number>>;
  /** Probabilities of every training row by a learner that had not seen it (rows x classes); only when calibrated. */
  readonly outOfFold: Float32Array | undefined;
};

/** A pool scored by the learner as it is now, and which of it to label next. */
export type RankedPool = {
  /** Most probable class, its probability, and the margin to the second, for each text of the pool in its order. */
  readonly best: Int32Array;
  readonly score: Float32Array;
  readonly margin: Float32Array;
  /** The `topCount` most probable classes of each text with their probabilities, most probable first (texts x topCount). */
  readonly topCount: number;
  readonly top: Int32Array;
  readonly topScore: Float32Array;
  /** Positions in the pool of the texts to label next, best first (margin with diversity). */
  readonly chosen: readonly number[];
};
