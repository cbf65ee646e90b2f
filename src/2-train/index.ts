export { createRun, moveRun, nameJobOfRun } from "./create-run.ts";
export { type LiveTraining, startLiveTraining } from "./live-training.ts";
export { listRuns, readRun } from "./read-runs.ts";
export { trainRoutes } from "./routes.ts";
export { sweepTraining } from "./sweep-training.ts";
export type { RunState, TrainTables } from "./tables.ts";
export { type TrainedRun, trainRun } from "./train-run.ts";
