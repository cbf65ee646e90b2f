export { type Answer, type Answering, answerQuestion, answerTexts } from "./answer.ts";
export { deployVersion } from "./deploy-version.ts";
export { forgetPredictions, forgetServers } from "./forget-predictions.ts";
export { hotPredict } from "./hot-predict.ts";
export { readObject } from "./parse-body.ts";
export { openPredictionLog } from "./prediction-log.ts";
export { listEndpoints, locateEndpoint, readEndpoint } from "./read-endpoints.ts";
export {
  fitting,
  giveFeedback,
  listPredictions,
  predictedTexts,
  type RecentPrediction,
  recentPredictions,
} from "./read-predictions.ts";
export { removeEndpointsOf, untilUnserved } from "./remove-endpoints.ts";
export { deployRoutes } from "./routes.ts";
export { type Served, type Serving, startServing } from "./serving.ts";
export { emptySketch, mergeSketches, type Sketch, sketchAdder, sketchOf } from "./sketch.ts";
export { sweepPredictions } from "./sweep-predictions.ts";
export type { DeployTables } from "./tables.ts";
export { readTraffic, takeTraffic } from "./traffic.ts";
