export { compareEvaluations } from "./compare-evaluations.ts";
export {
  type Evaluated,
  evaluateTraining,
  forgetUnnamed,
  judgePart,
  type Measuring,
  nameVersion,
  storeEvaluation,
} from "./evaluate-run.ts";
export { forgetSnapshots } from "./forget-snapshots.ts";
export type { Judged } from "./judged.ts";
export { evaluationView, listEvaluations } from "./read-evaluations.ts";
export { evaluateRoutes } from "./routes.ts";
export { measuredSentence, withDoubt } from "./sentences.ts";
export { sweepJudged } from "./sweep-judged.ts";
export type { EvaluateTables } from "./tables.ts";
export { takeOverJudged } from "./take-over-judged.ts";
