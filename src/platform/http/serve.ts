import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { Failure } from "#failure";
import { type HostRule, safeHeaders } from "./guard.ts";
import type { Problem } from "./problem.ts";

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
  /** The answer for a problem at a path. */
  problem: (path: string, problem: Problem) => Response;
  hot?: HotPath;
}): Promise<Listener> {
  const rest = getRequestListener(given.app.fetch);
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 20_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      const refusal = refusalOf(given.rule, request);
      if (refusal !== undefined) {
        const [path = ""] = (request.url ?? "").split("?");
        return void send(response, given.problem(path, { kind: "forbidden", message: refusal }));
      }
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

function refusalOf(rule: HostRule, { headers: { host, origin } }: IncomingMessage): string | undefined {
  if (!rule.allows(host))
    return "This server does not answer to the name in the Host header. Set HANDLOOM_PUBLIC_URL or HANDLOOM_ALLOWED_HOSTS to allow it.";
  if (!rule.allowsPage(origin, host)) return "This request comes from a page of another origin, which is refused.";
  return undefined;
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  const text = await answer.text();
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text);
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
