import { Failure } from "#failure";
import type { Answered } from "#world";

/** One request of a call: the first, or one that a redirect asked for. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

const redirects = new Set([301, 302, 303, 307, 308]);
// What another origin may be told: nothing by which a caller is known.
const toldToOthers = new Set(["accept", "accept-language", "content-type", "user-agent"]);

/** An address as a request needs it: http or https, without a name and password. */
export function targetOf(address: string, base?: URL): URL {
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new Failure("invalid", "An address to call begins with https:// or http://.", { field: "url" });
  if (url.username !== "" || url.password !== "")
    throw new Failure("invalid", "An address to call holds no name and password.", { field: "url" });
  url.hash = "";
  return url;
}

/**
 * The request that an answer redirects to, if it does (RFC 9110, 15.4). Another origin is not told what the first was; from
 * https nothing goes on to http.
 */
export function nextHop(hop: Hop, answered: Pick<Answered, "status" | "headers">): Hop | undefined {
  const { location } = answered.headers;
  if (!redirects.has(answered.status) || location === undefined) return undefined;
  const url = targetOf(location, hop.url);
  if (hop.url.protocol === "https:" && url.protocol === "http:")
    throw new Failure("unavailable", `${hop.url.host} redirects from https to http.`, { host: hop.url.host });
  const becomesGet = answered.status === 303 ? hop.method !== "HEAD" : answered.status < 303 && hop.method === "POST";
  const kept = Object.entries(hop.headers)
    .filter(([name]) => url.origin === hop.url.origin || toldToOthers.has(name))
    .filter(([name]) => !becomesGet || !name.startsWith("content-"));
  return {
    url,
    method: becomesGet ? "GET" : hop.method,
    headers: Object.fromEntries(kept),
    body: becomesGet ? undefined : hop.body,
  };
}
