import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { Failure } from "#failure";
import { type HostRule, safeHeaders } from "./guard.ts";
import { problemResponse } from "./problem.ts";

/** Answers a request on the bare sockets of Node where every microsecond counts; says whether it took the request. */
export type HotPath = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A listening server. */
export interface Listener {
  readonly port: number;
  /** Stops taking requests, lets running ones end for a moment, then closes. */
  close(): Promise<void>;
}

/** Serves an app over HTTP behind the checks of Host and Origin, which hold for every verb and every path. */
export async function serveHttp(given: {
  app: Hono;
  host: string;
  port: number;
  rule: HostRule;
  hot?: HotPath;
}): Promise<Listener> {
  const rest = getRequestListener(given.app.fetch);
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 20_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      const { host, origin } = request.headers;
      if (!given.rule.allows(host))
        return refuse(
          response,
          `This server does not answer to the name in the Host header. Set HANDLOOM_PUBLIC_URL or HANDLOOM_ALLOWED_HOSTS to allow it.`,
        );
      if (!given.rule.allowsPage(origin, host))
        return refuse(response, "This request comes from a page of another origin, which is refused.");
      if (given.hot?.(request, response)) return;
      for (const name in safeHeaders) response.setHeader(name, safeHeaders[name] as string);
      void rest(request, response);
    },
  );
  await listening(server, given);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 3000).unref();
      }),
  };
}

function refuse(response: ServerResponse, message: string): void {
  void problemResponse({ kind: "forbidden", message })
    .text()
    .then((text) => response.writeHead(403, { "content-type": "application/json" }).end(text));
}

function listening(server: Server, given: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === "EADDRINUSE")
        reject(new Failure("conflict", `Port ${given.port} is taken.`, { port: given.port }));
      else if (thrown.code === "EACCES")
        reject(new Failure("forbidden", `This account may not listen on port ${given.port}; choose one above 1024.`));
      else reject(thrown);
    });
    server.listen(given.port, given.host, resolve);
  });
}
