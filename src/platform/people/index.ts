export { record } from "./audit.ts";
export { type Auth, addressHeader, openAuth } from "./auth.ts";
export type { Permission, Role, Scope } from "./contract.ts";
export { type Identify, identifier } from "./identify.ts";
export { invite, ownerToken } from "./join.ts";
export { peopleRoutes } from "./routes.ts";
export type { PeopleTables } from "./tables.ts";
export { atLeast, judge, type Place, strongest, type Who } from "./who.ts";
export { firstWorkspace } from "./workspace.ts";
