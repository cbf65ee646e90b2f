import type { LookupAddress } from "node:dns";
import { Agent, type ClientRequest, type IncomingMessage, request as overHttp } from "node:http";
import { request as overTls, Agent as TlsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import { Failure } from "#failure";
import type { Answered } from "#world";
import type { Hop } from "./next-hop.ts";

/** How far one request may go. */
export interface Limits {
  /** The addresses that were checked: the connection goes to one of these and asks no name again. */
  readonly addresses: readonly LookupAddress[];
  readonly bytes: number;
  readonly longer: "fail" | "cut";
  readonly signal: AbortSignal;
}

/** Sends one request and reads its answer, within the limits. Nothing of the environment (proxies, trusted certificates) changes it. */
export function sendOnce(hop: Hop, limits: Limits): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sending = open(hop, limits);
    // Not once: a second fault of the same connection would be nobody's, and end the process.
    sending.on("error", (thrown) => reject(outboundFailure(hop.url.host, thrown)));
    // An answer that switches to another protocol ends the connection, and that is all that is heard of it.
    const unanswered = () => reject(outboundFailure(hop.url.host, { code: "ECONNRESET" }));
    sending.once("close", unanswered);
    sending.once("response", (response) => {
      sending.off("close", unanswered);
      response.on("error", () => undefined);
      read(response, limits).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body, url: hop.url.href }),
        (thrown) => reject(outboundFailure(hop.url.host, thrown)),
      );
    });
    sending.end(hop.body);
  });
}

function open(hop: Hop, { addresses, signal }: Limits): ClientRequest {
  const { url, method, body } = hop;
  const options = {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port,
    path: url.pathname + url.search,
    method,
    headers: {
      ...hop.headers,
      host: url.host,
      // What is not packed cannot unpack to more than its size.
      "accept-encoding": "identity",
      ...(body && { "content-length": String(body.byteLength) }),
    },
    lookup: pinned(addresses),
    signal,
  };
  // An agent of its own: the one that all share would take a proxy from the environment.
  if (url.protocol === "http:") return overHttp({ ...options, agent: new Agent({ keepAlive: false }) });
  return overTls({ ...options, rejectUnauthorized: true, agent: new TlsAgent({ keepAlive: false }) });
}

/** Answers every question for a name with the addresses that were checked. */
const pinned =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_, options, answer) => {
    const [first] = addresses;
    if (options.all) answer(null, [...addresses]);
    else answer(null, first?.address ?? "", first?.family);
  };

async function read(response: IncomingMessage, { bytes, longer }: Limits): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let room = bytes;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part.subarray(0, room));
    room -= part.length;
    if (room >= 0) continue;
    response.destroy();
    if (longer === "cut") break;
    throw new Failure("unavailable", `It answers with more than ${bytes.toLocaleString("en-US")} bytes.`);
  }
  return Buffer.concat(parts);
}

const headersOf = (response: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );

const sentences: Readonly<Record<string, string>> = {
  ENOTFOUND: "is a name that nobody knows here",
  EAI_AGAIN: "is a name that could not be looked up",
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "broke off",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  EPIPE: "broke off",
  CERT_HAS_EXPIRED: "has a certificate that has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that nobody vouches for",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate that nobody vouches for",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "has a certificate that nobody vouches for",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate for another name",
};

/** The failure of a call to a host, in a sentence that shows nothing of this server's network. */
export function outboundFailure(host: string, thrown: unknown): Failure {
  const { code = "", name, cause } = thrown as NodeJS.ErrnoException & { cause?: unknown };
  if (thrown instanceof Failure && thrown.facts.host !== undefined) return thrown;
  if (thrown instanceof Failure) return new Failure(thrown.kind, thrown.message, { ...thrown.facts, host });
  if (name === "TimeoutError" || (cause as Error | undefined)?.name === "TimeoutError")
    return new Failure("unavailable", `${host} did not answer in time.`, { host });
  if (name === "AbortError") return new Failure("unavailable", `The call of ${host} was stopped.`, { host });
  const known =
    sentences[code] ?? (/^(HPE_|ERR_)/.test(code) ? `gave no answer of HTTP (${code})` : "could not be called");
  return new Failure("unavailable", `${host} ${known}.`, { host, code });
}
