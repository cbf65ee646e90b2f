import type { z } from "zod";
import {
  classificationFigures,
  confusionMatrix,
  type Estimate,
  expectedCalibrationError,
  isTooFew,
  isTooFewForMean,
  reliabilityTable,
  wilsonInterval,
} from "#statistics";
import type { MetricView } from "#train/contract";
import type { evaluationDetail, perLabelView } from "./contract.ts";
import type { Judged } from "./judged.ts";

/** Everything that is measured on judged items, with 95 % intervals. */
export interface Measured {
  readonly items: number;
  readonly metrics: { readonly accuracy: MetricView; readonly macroF1: MetricView; readonly ece: MetricView };
  readonly perLabel: readonly Omit<z.infer<typeof perLabelView>, "name">[];
  readonly confusion: readonly { readonly actual: string; readonly predicted: string; readonly items: number }[];
  readonly calibration: z.infer<typeof evaluationDetail>["calibration"];
}

/** Measures judged items: score intervals for proportions, F1 and macro-F1, a bootstrap for calibration, the same for the same seed. */
export function measure(judged: readonly Judged[], seed: number): Measured {
  const labels = [...new Set(judged.flatMap((one) => [one.actual, one.predicted]))].sort();
  const classOf = new Map(labels.map((label, at) => [label, at]));
  const truth = Int32Array.from(judged, (one) => classOf.get(one.actual) ?? 0);
  const given = Int32Array.from(judged, (one) => classOf.get(one.predicted) ?? 0);
  const matrix = confusionMatrix({ truth, given, classes: labels.length });
  const figures = classificationFigures(matrix);
  const confidences = {
    confidence: Float64Array.from(judged, (one) => one.score),
    right: Uint8Array.from(judged, (one) => (one.actual === one.predicted ? 1 : 0)),
  };
  const predicted = labels.map((_, k) =>
    labels.reduce((sum, _label, row) => sum + (matrix.counts[row * labels.length + k] ?? 0), 0),
  );
  return {
    items: judged.length,
    metrics: {
      accuracy: metric(figures.accuracy),
      macroF1: { ...metric(figures.macroF1), ...(isTooFewForMean(judged.length, labels.length) && { tooFew: true }) },
      ece: metric(expectedCalibrationError(confidences, { seed })),
    },
    perLabel: figures.perClass.map((one, k) => ({
      label: labels[k] ?? "",
      support: one.support,
      tooFew: isTooFew(one.support, judged.length),
      tooFewPredicted: isTooFew(predicted[k] ?? 0, judged.length),
      predicted: predicted[k] ?? 0,
      precision: metric(one.precision),
      recall: metric(one.recall),
      f1: metric(one.f1),
    })),
    confusion: cells(labels, matrix.counts),
    calibration: reliability(confidences),
  };
}

/** A figure for JSON: what has no denominator is 0 with the interval [0, 1]. */
const metric = ({ value, low, high }: Estimate): MetricView => ({
  value: Number.isFinite(value) ? value : 0,
  low: Number.isFinite(low) ? low : 0,
  high: Number.isFinite(high) ? high : 1,
});

function cells(labels: readonly string[], counts: Float64Array): Measured["confusion"] {
  const found: { actual: string; predicted: string; items: number }[] = [];
  for (let row = 0; row < labels.length; row++) {
    for (let column = 0; column < labels.length; column++) {
      const items = counts[row * labels.length + column] ?? 0;
      if (items > 0) found.push({ actual: labels[row] ?? "", predicted: labels[column] ?? "", items });
    }
  }
  return found;
}

function reliability(confidences: { confidence: Float64Array; right: Uint8Array }): Measured["calibration"] {
  return reliabilityTable(confidences).flatMap((bin) => {
    if (bin.items === 0) return [];
    const accuracy = metric(wilsonInterval(Math.round(bin.accuracy * bin.items), bin.items));
    return [{ low: bin.from, high: bin.to, items: bin.items, confidence: bin.confidence, accuracy }];
  });
}
