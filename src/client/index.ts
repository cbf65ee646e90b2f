export type { Operations } from "./api.generated.ts";
/** @public It is published. */
export type { ClientOptions } from "./client.ts";
export { type Client, ClientError, makeClient } from "./client.ts";
