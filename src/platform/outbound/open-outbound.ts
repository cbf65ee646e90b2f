import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { Failure } from "#failure";
import type { Answered, Outbound } from "#world";
import { type AddressRule, addressRule } from "./address-rules.ts";
import { type Hop, nextHop, targetOf } from "./next-hop.ts";
import { type Limits, outboundFailure, sendOnce } from "./send-once.ts";

/** Gives every address of a host. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const usual = { milliseconds: 10_000, bytes: 1024 * 1024, longer: "fail", redirects: 3, method: "GET" } as const;

/**
 * The one door out. Each hop is checked anew: http or https only, a host all of whose addresses may be called, and a connection
 * to just those addresses, whatever the name means a moment later. `allowed` names private addresses that may be called.
 */
export function openOutbound(allowed: readonly string[], resolve: Resolve = resolveAll): Outbound {
  const rule = addressRule(allowed);
  const find = (url: URL, signal: AbortSignal) => checked(url, rule, before(resolve, signal));
  return {
    async check(address) {
      await find(targetOf(address), AbortSignal.timeout(usual.milliseconds)).catch((thrown: unknown) => {
        // A name that is not known here and now may be known when it is called.
        if (!(thrown instanceof Failure) || thrown.kind !== "unavailable") throw thrown;
      });
    },
    call(asked) {
      const call = { ...usual, ...asked, redirects: Math.min(asked.redirects ?? usual.redirects, usual.redirects) };
      const late = AbortSignal.timeout(call.milliseconds);
      const signal = asked.signal ? AbortSignal.any([late, asked.signal]) : late;
      const { bytes, longer } = call;
      return follow(firstHop(call), call.redirects, async (hop) => {
        const addresses = await find(hop.url, signal);
        return sendOnce(hop, { addresses, bytes, longer, signal } satisfies Limits);
      });
    },
  };
}

function firstHop(call: {
  url: string;
  method: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}): Hop {
  const headers = Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    url: targetOf(call.url),
    method: call.method,
    headers: { "user-agent": "Handloom", ...Object.fromEntries(headers) },
    body: typeof call.body === "string" ? new TextEncoder().encode(call.body) : call.body,
  };
}

/** Follows redirects by hand, so that each is checked; a caller that wants none is given the answer that redirects. */
async function follow(first: Hop, most: number, send: (hop: Hop) => Promise<Answered>): Promise<Answered> {
  let hop = first;
  for (let left = most; ; left--) {
    const answered = await send(hop);
    if (most === 0) return answered;
    const next = nextHop(hop, answered);
    if (next === undefined) return answered;
    if (left === 0)
      throw new Failure("unavailable", `${first.url.host} redirects more than ${most} times.`, {
        host: first.url.host,
      });
    hop = next;
  }
}

/** The addresses of a host, all of which may be called; one that may not refuses them all. */
async function checked(url: URL, rule: AddressRule, resolve: Resolve): Promise<readonly LookupAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const literal = isIP(host);
  const found =
    literal === 0 ? await resolve(host).catch((thrown) => Promise.reject(outboundFailure(url.host, thrown))) : [];
  const addresses = literal === 0 ? found : [{ address: host, family: literal }];
  if (addresses.length === 0) throw outboundFailure(url.host, { code: "ENOTFOUND" });
  if (addresses.every(({ address }) => rule(address))) return addresses;
  throw new Failure(
    "invalid",
    `${url.host} is at a private address, which is not called unless HANDLOOM_OUTBOUND_PRIVATE allows it.`,
    { field: "url", host: url.host },
  );
}

const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** The same, for no longer than the call may last: a question for a name cannot be taken back. */
const before =
  (resolve: Resolve, signal: AbortSignal): Resolve =>
  (host) => {
    signal.throwIfAborted();
    return new Promise((found, failed) => {
      signal.addEventListener("abort", () => failed(signal.reason), { once: true });
      resolve(host).then(found, failed);
    });
  };
