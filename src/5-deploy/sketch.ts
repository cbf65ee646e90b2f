import {
  type ConfidenceHistogram,
  confidenceHistogram,
  countLabels,
  type LabelCounts,
  type LatencySketch,
  latencySketch,
  mergeConfidenceHistograms,
  mergeLabelCounts,
  mergeLatencySketches,
} from "#statistics";

/** What a stretch of traffic looked like; two of them merge into that of both. */
export interface Sketch {
  readonly requests: number;
  readonly errors: number;
  /** Answers by label id. */
  readonly labels: LabelCounts;
  readonly confidence: ConfidenceHistogram;
  readonly confidenceSum: number;
  readonly latency: LatencySketch;
  readonly unseen: ConfidenceHistogram;
  readonly unseenSum: number;
}

/** What a sketch is made from: an answer that was given. */
export interface Answered {
  readonly label: string;
  readonly score: number;
  /** How sure the artifact itself was, which is what its profile was measured in; the score where it is not told. */
  readonly sureness?: number;
  readonly unseen: number;
  readonly milliseconds: number;
}

const surenessOf = (one: Answered): number => one.sureness ?? one.score;

/** The sketch of answers, with the number of requests that failed beside them. */
export function sketchOf(answers: readonly Answered[], errors: number): Sketch {
  const sum = (pick: (one: Answered) => number) => answers.reduce((total, one) => total + pick(one), 0);
  return {
    requests: answers.length + errors,
    errors,
    labels: countLabels(answers.map((one) => one.label)),
    confidence: confidenceHistogram(answers.map(surenessOf)),
    confidenceSum: sum(surenessOf),
    latency: latencySketch(answers.map((one) => one.milliseconds)),
    unseen: confidenceHistogram(answers.map((one) => one.unseen)),
    unseenSum: sum((one) => one.unseen),
  };
}

/** The sketch of two stretches together. */
export const mergeSketches = (one: Sketch, other: Sketch): Sketch => ({
  requests: one.requests + other.requests,
  errors: one.errors + other.errors,
  labels: mergeLabelCounts(one.labels, other.labels),
  confidence: mergeConfidenceHistograms(one.confidence, other.confidence),
  confidenceSum: one.confidenceSum + other.confidenceSum,
  latency: mergeLatencySketches(one.latency, other.latency),
  unseen: mergeConfidenceHistograms(one.unseen, other.unseen),
  unseenSum: one.unseenSum + other.unseenSum,
});

/** The sketch of no traffic. */
export const emptySketch: Sketch = sketchOf([], 0);
