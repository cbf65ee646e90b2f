import { type Operations, routes } from "./api.generated.ts";

/** What went wrong, as the server said it; `status` 0 when there was no answer, or not the whole of one. */
export class ClientError extends Error {
  readonly status: number;
  readonly kind: string;
  readonly field: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
  constructor(given: {
    status: number;
    kind: string;
    message: string;
    field?: string | undefined;
    facts?: Record<string, unknown> | undefined;
  }) {
    super(given.message);
    this.name = "ClientError";
    this.status = given.status;
    this.kind = given.kind;
    this.field = given.field;
    this.facts = given.facts ?? {};
  }
}

/** Every operation of the API as a function: what it takes in one object, what it gives as a promise. */
export type Client = {
  readonly [Name in keyof Operations]: (
    given: Operations[Name]["given"],
    options?: { signal?: AbortSignal },
  ) => Promise<Operations[Name]["returns"]>;
};

/** Where the server is and with which key to call it; in a browser both are left out. */
export interface ClientOptions {
  readonly url?: string;
  readonly key?: string;
  readonly fetch?: typeof fetch;
}

/** Makes a client of a Handloom server. Every call rejects with a `ClientError` whose message is a sentence. */
export function makeClient(options: ClientOptions = {}): Client {
  const entries = Object.keys(routes).map((name) => [
    name,
    (given: Record<string, unknown>, more?: { signal?: AbortSignal }) =>
      call(options, name as keyof typeof routes, { given, signal: more?.signal }),
  ]);
  return Object.fromEntries(entries) as Client;
}

async function call(
  options: ClientOptions,
  name: keyof typeof routes,
  asked: { given: Record<string, unknown>; signal: AbortSignal | undefined },
): Promise<unknown> {
  const [method, path, body, answer] = routes[name];
  const { url, rest } = address(path, asked.given, method === "get" || body !== "json");
  const headers: Record<string, string> = { accept: "application/json" };
  if (options.key) headers.authorization = `Bearer ${options.key}`;
  if (body === "json") headers["content-type"] = "application/json";
  const sent = body === "json" ? JSON.stringify(rest) : body === "stream" ? (asked.given.body as BodyInit) : undefined;
  const init: RequestInit & { duplex?: "half" } = {
    method: method.toUpperCase(),
    headers,
    body: sent,
    signal: asked.signal,
    ...(body === "stream" && { duplex: "half" }),
  };
  const lost = (what: string) => () => {
    asked.signal?.throwIfAborted();
    throw new ClientError({ status: 0, kind: "unavailable", message: `The server ${options.url ?? ""} ${what}.` });
  };
  const response = await (options.fetch ?? fetch)((options.url ?? "") + url, init).catch(lost("does not answer"));
  if (!response.ok) throw await problem(response);
  return answer === "json" ? response.json().catch(lost("broke off in its answer")) : response;
}

/** Fills the path; what is left goes to the query of a GET and of a stream, else to the body. */
function address(
  path: string,
  given: Record<string, unknown>,
  asQuery: boolean,
): { url: string; rest: Record<string, unknown> } {
  const rest = { ...given };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = encodeURIComponent(String(rest[name]));
    delete rest[name];
    return value;
  });
  if (!asQuery) return { url: filled, rest };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest))
    if (value !== undefined && name !== "body") query.set(name, String(value));
  return { url: query.size > 0 ? `${filled}?${query}` : filled, rest: {} };
}

async function problem(response: Response): Promise<ClientError> {
  const body = (await response.json().catch(() => undefined)) as
    | { error?: { kind: string; message: string; field?: string; facts?: Record<string, unknown> } }
    | undefined;
  if (body?.error) return new ClientError({ status: response.status, ...body.error });
  return new ClientError({
    status: response.status,
    kind: "internal",
    message: `The server answered ${response.status}.`,
  });
}
