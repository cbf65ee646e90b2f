import {
  type ConfidenceHistogram,
  confidenceHistogram,
  countLabels,
  type LabelCounts,
  type LatencySketch,
  latencySketch,
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

/** Adds up the sketches of stretches of traffic in place; `sum` is their sketch together. */
export function sketchAdder(): { add(sketch: Sketch): void; sum(): Sketch } {
  const [labels, latency] = [new Map<string, number>(), new Map<string, number>()];
  const [confidence, unseen]: [number[], number[]] = [[], []];
  let [requests, errors, confidenceSum, unseenSum] = [0, 0, 0, 0];
  return {
    add(sketch) {
      requests += sketch.requests;
      errors += sketch.errors;
      confidenceSum += sketch.confidenceSum;
      unseenSum += sketch.unseenSum;
      addCounts(labels, sketch.labels);
      addCounts(latency, sketch.latency.buckets);
      addBins(confidence, sketch.confidence.bins);
      addBins(unseen, sketch.unseen.bins);
    },
    sum: () => ({
      requests,
      errors,
      labels: Object.fromEntries(labels),
      confidence: { bins: [...confidence] },
      confidenceSum,
      latency: { buckets: Object.fromEntries(latency) },
      unseen: { bins: [...unseen] },
      unseenSum,
    }),
  };
}

function addCounts(into: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const name in counts) into.set(name, (into.get(name) ?? 0) + (counts[name] ?? 0));
}

function addBins(into: number[], bins: readonly number[]): void {
  for (let bin = 0; bin < bins.length; bin++) into[bin] = (into[bin] ?? 0) + (bins[bin] ?? 0);
}

/** The sketch of two stretches together. */
export function mergeSketches(one: Sketch, other: Sketch): Sketch {
  const adder = sketchAdder();
  adder.add(one);
  adder.add(other);
  return adder.sum();
}

/** The sketch of no traffic. */
export const emptySketch: Sketch = sketchOf([], 0);
