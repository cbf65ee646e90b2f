export { createRun, moveRun, nameJobOfRun } from "./create-run.ts";
export { startLiveTraining } from "./live-training.ts";
export { listRuns } from "./read-runs.ts";
export { readOutOfFold, readTrained, type TrainedRun } from "./read-trained.ts";
export { trainRoutes } from "./routes.ts";
export { sweepTraining } from "./sweep-training.ts";
export type { TrainTables } from "./tables.ts";
export { trainRun } from "./train-run.ts";
