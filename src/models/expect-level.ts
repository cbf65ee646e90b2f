import { answered } from "./answered.ts";
import type { Prediction, Predictor } from "./model-kind.ts";

/**
 * A model of levels that answers with the level nearest to the expected one, the sum of level x probability: between 2 and 4 that
 * are equally likely it says 3, where the most likely level would be far off half the time. Of two that are equally near it takes
 * the likelier. Its score is the probability of that level.
 */
export function expectLevel(predictor: Predictor): Predictor {
  const levels = Float64Array.from(predictor.labels, Number);
  return answered(predictor, predictor.labels, (found) => nearest(found, levels));
}

function nearest(found: Prediction, levels: Float64Array): Prediction {
  const { probabilities } = found;
  let [expected, sum] = [0, 0];
  for (let k = 0; k < levels.length; k++) {
    expected += levels[k]! * probabilities[k]!;
    sum += probabilities[k]!;
  }
  expected /= sum;
  let best = 0;
  for (let k = 1; k < levels.length; k++) {
    const nearer = Math.abs(levels[best]! - expected) - Math.abs(levels[k]! - expected);
    if (nearer > 0 || (nearer === 0 && probabilities[k]! > probabilities[best]!)) best = k;
  }
  const score = probabilities[best]!;
  return { ...found, best, score, sureness: score, expected };
}
