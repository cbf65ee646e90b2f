import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as a receiver of webhooks got it. */
export interface Got {
  readonly headers: IncomingHttpHeaders;
  /** The very bytes, as text. */
  readonly text: string;
  readonly body: { id: string; type: string; timestamp: string; project: string; data: Record<string, unknown> };
}

/** A server of this machine that takes webhooks; `answer` says how, 204 unless told. */
export async function openReceiver() {
  const got: Got[] = [];
  let answer = (_: Got, response: ServerResponse): void => {
    response.writeHead(204).end();
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      const one = { headers: request.headers, text, body: JSON.parse(text) as Got["body"] };
      got.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=t`,
    got,
    answer: (next: typeof answer) => {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/**
 * Whether a request is signed by a secret, within five minutes: written after the text of Standard Webhooks for the crypto of
 * browsers, and sharing nothing with what signs.
 */
export async function isSignedBy(
  secret: string,
  { headers, text }: Pick<Got, "headers" | "text">,
  now = new Date(),
): Promise<boolean> {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
    String(headers[name]),
  );
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > 300) return false;
  const bytes = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey(
    "raw",
    bytes(secret.slice("whsec_".length)),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`);
  for (const one of (signatures ?? "").split(" ")) {
    const [version, signature = ""] = one.split(",");
    if (version === "v1" && (await crypto.subtle.verify("HMAC", key, bytes(signature), signed))) return true;
  }
  return false;
}
