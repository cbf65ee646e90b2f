export { compareEvaluations } from "./compare-evaluations.ts";
export {
  judgePart,
  type Measuring,
  nameVersion,
  storeEvaluation,
} from "./evaluate-run.ts";
export { evaluateTraining, type MeasuredTraining } from "./evaluate-training.ts";
export { forgetSnapshots } from "./forget-snapshots.ts";
export { evaluationView, listEvaluations } from "./read-evaluations.ts";
export { evaluateRoutes } from "./routes.ts";
export { headlineSentence, measuredSentence } from "./sentences.ts";
export { sweepJudged } from "./sweep-judged.ts";
export type { EvaluateTables } from "./tables.ts";
export { takeOverJudged } from "./take-over-judged.ts";
