export { deleteProject } from "./delete-project.ts";
export { automateJobs } from "./jobs.ts";
export type { LoopTables } from "./read-steps.ts";
export { automateRoutes } from "./routes.ts";
export { startTraining } from "./start-training.ts";
