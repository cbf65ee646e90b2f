import {
  type ConfusionMatrix,
  classificationFigures,
  confusionMatrix,
  type Estimate,
  expectedCalibrationError,
  isTooFew,
  isTooFewForMean,
  reliabilityTable,
  wilsonInterval,
} from "#statistics";
import type { Figures, JudgedKey, MetricView } from "./figures.ts";

/**
 * Measures answers that are right or wrong, whatever their kind: score intervals for proportions, F1 and macro-F1, a bootstrap
 * for calibration, the same for the same seed. `keys` are the classes in their order.
 */
export function judgeKeys(
  judged: readonly JudgedKey[],
  { seed, keys }: { seed: number; keys: readonly string[] },
): Figures & { readonly matrix: ConfusionMatrix } {
  const classOf = new Map(keys.map((key, at) => [key, at]));
  const matrix = confusionMatrix({
    truth: Int32Array.from(judged, (one) => classOf.get(one.actual) ?? -1),
    given: Int32Array.from(judged, (one) => classOf.get(one.predicted) ?? -1),
    classes: keys.length,
  });
  const figures = classificationFigures(matrix);
  const confidences = {
    confidence: Float64Array.from(judged, (one) => one.score),
    right: Uint8Array.from(judged, (one) => (one.actual === one.predicted ? 1 : 0)),
  };
  const predicted = keys.map((_, k) =>
    keys.reduce((sum, _key, row) => sum + (matrix.counts[row * keys.length + k] ?? 0), 0),
  );
  const occurring = figures.perClass.filter((one, k) => one.support + (predicted[k] ?? 0) > 0).length;
  return {
    matrix,
    items: judged.length,
    metrics: {
      accuracy: metric(figures.accuracy),
      macroF1: { ...metric(figures.macroF1), ...(isTooFewForMean(judged.length, occurring) && { tooFew: true }) },
      ece: metric(expectedCalibrationError(confidences, { seed })),
    },
    perLabel: figures.perClass.map((one, k) => ({
      label: keys[k] ?? "",
      support: one.support,
      tooFew: isTooFew(one.support, judged.length),
      tooFewPredicted: isTooFew(predicted[k] ?? 0, judged.length),
      predicted: predicted[k] ?? 0,
      precision: metric(one.precision),
      recall: metric(one.recall),
      f1: metric(one.f1),
    })),
    confusion: cells(keys, matrix.counts),
    calibration: reliability(confidences),
  };
}

/** A figure for JSON: what has no denominator is 0 with the interval [0, 1]. */
const metric = ({ value, low, high }: Estimate): MetricView => ({
  value: Number.isFinite(value) ? value : 0,
  low: Number.isFinite(low) ? low : 0,
  high: Number.isFinite(high) ? high : 1,
});

function cells(keys: readonly string[], counts: Float64Array): Figures["confusion"] {
  return keys.flatMap((actual, row) =>
    keys.flatMap((predicted, column) => {
      const items = counts[row * keys.length + column] ?? 0;
      return items > 0 ? [{ actual, predicted, items }] : [];
    }),
  );
}

function reliability(confidences: { confidence: Float64Array; right: Uint8Array }): Figures["calibration"] {
  return reliabilityTable(confidences).flatMap((bin) => {
    if (bin.items === 0) return [];
    const accuracy = metric(wilsonInterval(Math.round(bin.accuracy * bin.items), bin.items));
    return [{ low: bin.from, high: bin.to, items: bin.items, confidence: bin.confidence, accuracy }];
  });
}
