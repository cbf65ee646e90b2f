export { type BootstrapOptions, bootstrapInterval } from "./bootstrap.ts";
export { type Confidences, expectedCalibrationError, type ReliabilityBin, reliabilityTable } from "./calibration.ts";
export {
  type Answers,
  type ClassFigures,
  type ClassificationFigures,
  type ConfusionMatrix,
  classificationFigures,
  confusionMatrix,
} from "./classification.ts";
export { type Comparison, compareClassifiers, mcnemarExact, type PairedCounts } from "./compare-classifiers.ts";
export {
  type HistogramPair,
  histogramKolmogorovSmirnov,
  populationStabilityIndex,
  sampleKolmogorovSmirnov,
} from "./drift-distance.ts";
export {
  meanRiseThreshold,
  permutationThresholds,
  smirnovThreshold,
  type ThresholdQuestion,
} from "./drift-threshold.ts";
export { hashFraction, hashText } from "./hash-text.ts";
export { type Estimate, normalQuantile, quantileOfSorted, wilsonInterval } from "./interval.ts";
export { type LatencySketch, latencyQuantile, latencySketch, mergeLatencySketches } from "./latency-sketch.ts";
export { isTooFew, isTooFewForMean, isTooFewInAll, leastOfAll } from "./least-support.ts";
export { marginOf } from "./margin.ts";
export { normalDraw, type Random, seededRandom, shuffle } from "./seeded-random.ts";
export {
  type ConfidenceHistogram,
  confidenceHistogram,
  countLabels,
  type LabelCounts,
  mergeConfidenceHistograms,
  mergeLabelCounts,
  mergeSums,
  momentsOf,
  type Sums,
  sumNumbers,
} from "./sketches.ts";
