export { allBorders } from "./all-borders.ts";
export { generatedFiles, runGenerate } from "./generate.ts";
export { makeServerApp } from "./make-server-app.ts";
export { runMigrate, runWork } from "./run-work.ts";
export { start } from "./start.ts";
