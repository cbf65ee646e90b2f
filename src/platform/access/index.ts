export type { Permission, Role } from "./contract.ts";
export { type Credential, credentialOf, type Identify, keyOf } from "./credential.ts";
export { atLeast, judge, type Place, strongest, type Who } from "./who.ts";
