export { readSealing, readSecrets, rotateSecret, type Secrets } from "./read-secrets.ts";
export { makeSealing } from "./sealing.ts";
