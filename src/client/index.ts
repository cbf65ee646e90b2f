export type { Operations } from "./api.generated.ts";
export { type Client, ClientError, type ClientOptions, makeClient } from "./client.ts";
