export { record } from "./audit.ts";
export { type Auth, addressHeader, openAuth } from "./auth.ts";
export { forgetSessions } from "./forget-sessions.ts";
export { identifier } from "./identify.ts";
export { ownerToken } from "./join.ts";
export { peopleRoutes } from "./routes.ts";
export { sweepRoles } from "./sweep-roles.ts";
export type { PeopleTables } from "./tables.ts";
export { firstWorkspace } from "./workspace.ts";
