import type { ModelKindName } from "./contract.ts";

/** The answer of a model to one text. */
export interface Prediction {
  /** The class that is answered, an index into `labels`. */
  readonly best: number;
  /** Its calibrated probability. */
  readonly score: number;
  /** How sure the artifact itself is: the same as the score, except where some of its classes were merged. */
  readonly sureness: number;
  /** One probability a class; sums to 1. */
  readonly probabilities: Float32Array;
  /** The mean of what is probable, where classes are levels. */
  readonly expected?: number;
  /** Share of the text's words that training never saw (0 for a text without words). */
  readonly unseenWords: number;
  /** Whether nothing of the text occurs in what was learned: the answer then says only how labels were spread. */
  readonly isUnknown: boolean;
}

/** A model ready to answer: at once, or with a promise where it has to wait for somebody else. */
export interface Predictor {
  readonly labels: readonly string[];
  predict(text: string): Prediction | Promise<Prediction>;
}

/** Labelled examples to learn from: text i has the class `truth[i]`, an index into `labels`. */
export interface Bundle {
  readonly texts: readonly string[];
  readonly truth: Int32Array;
  /** The ids of the labels, in the order of the classes. */
  readonly labels: readonly string[];
  /** Further texts without labels. */
  readonly pool: readonly string[];
  readonly seed: number;
  /** What a person chose; what the kind does not know it leaves. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Who hears how a training goes, and how it is stopped. */
export interface Told {
  readonly signal: AbortSignal;
  /** A sentence for the log. */
  line(sentence: string): void;
  /** Told as the part of that name begins. */
  begins(part: "Training" | "Calibrating"): void;
}

/** What a training made. */
export interface Trained {
  readonly artifact: Uint8Array;
  /** Probabilities of every example by a model that had not seen it (examples x classes). */
  readonly outOfFold: Float32Array;
  /** Figures of the training, by name. */
  readonly figures: Readonly<Record<string, number>>;
  /** What else is worth keeping of it. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/** A kind of model: how it learns. Any artifact is opened by `openModel`, whatever kind made it. */
export interface ModelKind {
  readonly name: ModelKindName;
  /** The most characters of texts that one training holds. */
  readonly mostCharacters: number;
  /** Trains elsewhere than on the caller's thread; examples that do not fit are refused with a sentence before it starts. */
  train(bundle: Bundle, told: Told): Promise<Trained>;
}
