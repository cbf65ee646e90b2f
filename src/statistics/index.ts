export { expectedCalibrationError, reliabilityTable } from "./calibration.ts";
export {
  type ConfusionMatrix,
  classificationFigures,
  confusionMatrix,
} from "./classification.ts";
export { compareClassifiers } from "./compare-classifiers.ts";
export { compareErrors } from "./compare-errors.ts";
export {
  type HistogramPair,
  histogramKolmogorovSmirnov,
  populationStabilityIndex,
} from "./drift-distance.ts";
export {
  meanRiseThreshold,
  permutationThresholds,
  smirnovThreshold,
} from "./drift-threshold.ts";
export { hashFraction } from "./hash-text.ts";
export { type Estimate, wilsonInterval } from "./interval.ts";
export { type LatencySketch, latencyQuantile, latencySketch } from "./latency-sketch.ts";
export { isTooFew, isTooFewForKappa, isTooFewForMean, isTooFewInAll, leastOfAll } from "./least-support.ts";
export { marginOf } from "./margin.ts";
export { errorCounts, meanAbsoluteError } from "./mean-absolute-error.ts";
export { type Random, seededRandom, shuffle } from "./seeded-random.ts";
export {
  type ConfidenceHistogram,
  confidenceHistogram,
  countLabels,
  type LabelCounts,
} from "./sketches.ts";
export { quadraticWeightedKappa } from "./weighted-kappa.ts";
