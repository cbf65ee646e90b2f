import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new signing secret, as receivers keep it: `whsec_` and 32 random bytes in Base64. */
export const newSigningSecret = (): string => prefix + randomBytes(32).toString("base64");

/** What is signed: the id of the delivery, the time of the attempt, and the very bytes that are sent. */
export interface Signed {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/**
 * The headers by which a receiver knows that the news is ours and young (Standard Webhooks 1.0, "Symmetric signatures"):
 * HMAC-SHA256 of `id.timestamp.body`, the timestamp in seconds.
 */
export function signatureHeaders(secret: string, { id, at, body }: Signed): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
