export { runGenerate } from "./generate.ts";
export { runMigrate, runWork } from "./run-work.ts";
export { start } from "./start.ts";
