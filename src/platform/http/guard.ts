import { hostname, networkInterfaces } from "node:os";

/** Which Host headers this server answers to (others are a web page that points its own name at us), and whose pages may call it. */
export interface HostRule {
  allows(host: string | undefined): boolean;
  /** Whether a request comes from our own pages or from no page at all, whatever its verb. */
  allowsPage(origin: string | undefined, host: string | undefined): boolean;
}

/** Loopback names, the address that was opened to the network, and the public one. */
export function hostRule(given: { host: string; publicUrl: string | undefined; more: readonly string[] }): HostRule {
  const names = new Set([
    "127.0.0.1",
    "localhost",
    "::1",
    given.host.toLowerCase(),
    ...given.more.map((name) => name.toLowerCase()),
  ]);
  if (given.publicUrl) names.add(new URL(given.publicUrl).hostname.toLowerCase());
  const open = given.host === "0.0.0.0" || given.host === "::";
  if (open) {
    names.add(hostname().toLowerCase());
    for (const list of Object.values(networkInterfaces()))
      for (const one of list ?? []) names.add(one.address.toLowerCase());
  }
  const publicOrigin = given.publicUrl && new URL(given.publicUrl).origin;
  return {
    allows: (host) => host !== undefined && names.has(nameOf(host)),
    // Behind a proxy the Host header may name this server as the proxy calls it, not as the page was called.
    allowsPage: (origin, host) =>
      origin === undefined || origin === publicOrigin || hostOf(origin) === host?.toLowerCase(),
  };
}

/** The name in a Host header, without its port and brackets. */
function nameOf(host: string): string {
  const bare = host.toLowerCase().trim();
  const v6 = /^\[([^\]]+)\](:\d+)?$/.exec(bare);
  return v6?.[1] ?? bare.replace(/:\d+$/, "");
}

/** Name and port of an origin; null, which no Host header is, for what is none. */
const hostOf = (origin: string): string | null => URL.parse(origin)?.host.toLowerCase() ?? null;

/** Headers of every answer: nothing is sniffed, framed, or loaded from elsewhere. */
export const safeHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
};
