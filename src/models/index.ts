export { modelKind, openModel } from "./kinds.ts";
export type { Prediction, Predictor, Trained } from "./model-kind.ts";
export { predictorFor } from "./predictor-for.ts";
