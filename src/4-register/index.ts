export { registerJobs } from "./jobs.ts";
export { measureProfile } from "./measure-profile.ts";
export { leastProfile, type Profile, profileOf } from "./profile.ts";
export { promoteVersion } from "./promote-version.ts";
export { readNewestAndChampion, readVersion, versionNumbers, versionParts } from "./read-versions.ts";
export { registerVersion } from "./register-version.ts";
export { registerRoutes } from "./routes.ts";
export type { RegisterTables } from "./tables.ts";
