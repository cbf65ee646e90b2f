import type { Who } from "./who.ts";

/** What a caller shows of themselves: an API key or the cookies of a session, and the workspace they ask for where they are in several. */
export interface Credential {
  readonly kind: "key" | "session";
  readonly secret: string;
  readonly workspace: string | undefined;
}

/** Finds out who calls, from what they show; nothing when it names nobody, `unavailable` when that cannot be known now. */
export type Identify = (shown: Credential | undefined) => Promise<Who | undefined>;

/** The API key in some headers, as `Authorization: Bearer …` or `x-api-key`; never a session. */
export function keyOf(headers: Headers): Credential | undefined {
  const authorization = headers.get("authorization");
  const isBearer = authorization !== null && /^bearer /i.test(authorization);
  const secret = isBearer ? authorization.slice(7).trim() : headers.get("x-api-key");
  return secret ? { kind: "key", secret, workspace: workspaceOf(headers) } : undefined;
}

/** The API key in some headers; where there is none, the cookies of a session. */
export function credentialOf(headers: Headers): Credential | undefined {
  const key = keyOf(headers);
  if (key) return key;
  const secret = headers.get("cookie");
  return secret ? { kind: "session", secret, workspace: workspaceOf(headers) } : undefined;
}

const workspaceOf = (headers: Headers): string | undefined => headers.get("handloom-workspace") ?? undefined;
