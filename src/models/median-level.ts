import { answered } from "./answered.ts";
import type { Prediction, Predictor } from "./model-kind.ts";

/**
 * A model of levels that answers with the median level, the first up to which at least half of the probability lies: no other
 * answer is nearer to the truth on average, where the probabilities are true. Its score is the probability of that level. The mean
 * of the levels is told beside it as what is expected; it is no good answer, as it lies in the middle whenever the model is unsure.
 */
export function medianLevel(predictor: Predictor): Predictor {
  const levels = Float64Array.from(predictor.labels, Number);
  const order = Int32Array.from(levels.keys()).sort((one, other) => levels[one]! - levels[other]!);
  return answered(predictor, predictor.labels, (found) => byMedian(found, levels, order));
}

function byMedian(found: Prediction, levels: Float64Array, order: Int32Array): Prediction {
  const { probabilities } = found;
  let [expected, sum] = [0, 0];
  for (let k = 0; k < levels.length; k++) {
    expected += levels[k]! * probabilities[k]!;
    sum += probabilities[k]!;
  }
  let [below, at] = [probabilities[order[0]!]!, 0];
  while (below < sum / 2 && at + 1 < order.length) below += probabilities[order[++at]!]!;
  const best = order[at]!;
  const score = probabilities[best]!;
  return { ...found, best, score, sureness: score, expected: expected / sum };
}
