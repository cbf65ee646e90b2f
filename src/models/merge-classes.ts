import { answered } from "./answered.ts";
import type { Prediction, Predictor } from "./model-kind.ts";

/**
 * A model that answers as if some of its classes were one: the probability of a merged class is the sum of theirs, which
 * is what it says about them together. Where none of its classes was merged it is the model itself.
 */
export function mergeClasses(predictor: Predictor, now: (label: string) => string): Predictor {
  const named = predictor.labels.map(now);
  const labels = [...new Set(named)];
  if (named.every((label, at) => label === predictor.labels[at])) return predictor;
  const places = new Map(labels.map((label, at) => [label, at]));
  const classOf = Int32Array.from(named, (label) => places.get(label) ?? 0);
  return answered(predictor, labels, (found) => merged(found, classOf, labels.length));
}

function merged(found: Prediction, classOf: Int32Array, classes: number): Prediction {
  const probabilities = new Float32Array(classes);
  for (let k = 0; k < classOf.length; k++) probabilities[classOf[k]!]! += found.probabilities[k]!;
  let best = 0;
  for (let k = 1; k < classes; k++) if (probabilities[k]! > probabilities[best]!) best = k;
  return { ...found, best, score: Math.min(1, probabilities[best]!), probabilities };
}
