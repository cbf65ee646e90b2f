export { allBorders } from "./all-borders.ts";
export { runGenerate } from "./generate.ts";
export { makeServerApp } from "./make-server-app.ts";
export { runRotate } from "./run-rotate.ts";
export { runMigrate, runWork } from "./run-work.ts";
export { start } from "./start.ts";
