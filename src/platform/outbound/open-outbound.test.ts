import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openOutbound, type Resolve } from "./open-outbound.ts";

// Two servers that a rule can tell apart: one at 127.0.0.1, which is allowed below, and one at 127.0.0.2, which is not.
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
interface Local {
  readonly server: Server;
  readonly port: number;
  readonly seen: { url: string; method: string; headers: IncomingMessage["headers"]; body: string }[];
}

let allowed: Local;
let forbidden: Local;
let answer: Answer = (_, response) => response.end("ok");

async function local(host: string): Promise<Local> {
  const seen: Local["seen"] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      seen.push({ url: request.url ?? "", method: request.method ?? "", headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, host, done));
  return { server, port: (server.address() as AddressInfo).port, seen };
}

beforeAll(async () => {
  [allowed, forbidden] = await Promise.all([local("127.0.0.1"), local("127.0.0.2")]);
});
afterEach(() => {
  answer = (_, response) => response.end("ok");
  allowed.seen.length = 0;
  forbidden.seen.length = 0;
});
afterAll(() => {
  for (const { server } of [allowed, forbidden]) server.close();
});

const rule = ["127.0.0.1"];
const at = (path = "/", host = "127.0.0.1") => `http://${host}:${allowed.port}${path}`;
const text = (answered: { body: Uint8Array }) => new TextDecoder().decode(answered.body);

test("a call is sent as it was given and answered with status, headers and body", async () => {
  answer = (_, response) => response.writeHead(201, { "x-a": "b", "set-cookie": ["c=1", "d=2"] }).end("made");
  const call = { method: "POST", headers: { "X-Mine": "1" }, body: '{"é":1}' } as const;
  const answered = await openOutbound(rule).call({ url: at("/a?b=c"), ...call });
  expect(answered).toMatchObject({ status: 201, headers: { "x-a": "b", "set-cookie": "c=1, d=2" }, url: at("/a?b=c") });
  expect(text(answered)).toBe("made");
  expect(allowed.seen[0]).toMatchObject({ url: "/a?b=c", method: "POST", body: '{"é":1}' });
  expect(allowed.seen[0]?.headers).toMatchObject({ "x-mine": "1", "content-length": "8", "user-agent": "Handloom" });
});

test("private addresses are not called in any spelling, nor by any name, unless they are allowed", async () => {
  const closed = openOutbound([]);
  const { port } = allowed;
  const hosts = [
    "127.0.0.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "localhost",
    "[::ffff:127.0.0.1]",
    "[::1]",
    "0",
  ];
  for (const host of hosts) {
    const call = closed.call({ url: `http://${host}:${port}/` });
    await expect(call, host).rejects.toMatchObject({ kind: "invalid", facts: { field: "url" } });
    await expect(closed.check(`http://${host}:${port}/`), host).rejects.toThrow("private address");
  }
  expect(allowed.seen).toEqual([]);
});

test("a name of which one address is private is refused whole", async () => {
  const mixed: Resolve = async () => [
    { address: "93.184.216.34", family: 4 },
    { address: "127.0.0.2", family: 4 },
  ];
  await expect(openOutbound(rule, mixed).call({ url: "http://mixed.test/" })).rejects.toThrow("private address");
});

test("the connection goes to the address that was checked, though the name means another a moment later", async () => {
  let asked = 0;
  const rebinding: Resolve = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "127.0.0.2", family: 4 }];
  const outbound = openOutbound(rule, rebinding);
  const answered = await outbound.call({ url: `http://rebind.test:${allowed.port}/` });
  expect([answered.status, asked, allowed.seen.length, forbidden.seen.length]).toEqual([200, 1, 1, 0]);
  expect(allowed.seen[0]?.headers.host).toBe(`rebind.test:${allowed.port}`);
  await expect(outbound.call({ url: `http://rebind.test:${forbidden.port}/` })).rejects.toThrow("private address");
  expect(forbidden.seen).toEqual([]);
});

test("a redirect to a private address is not followed, in whatever spelling; each hop is looked up anew", async () => {
  const targets = [`127.0.0.2:${forbidden.port}`, `2130706434:${forbidden.port}`, `[::ffff:7f00:2]:${forbidden.port}`];
  for (const target of targets) {
    answer = (_, response) => response.writeHead(302, { location: `http://${target}/inner` }).end();
    await expect(openOutbound(rule).call({ url: at() }), target).rejects.toThrow("private address");
  }
  const hosts: string[] = [];
  const resolve: Resolve = async (host) => {
    hosts.push(host);
    return [{ address: host === "one.test" ? "127.0.0.1" : "127.0.0.2", family: 4 }];
  };
  answer = (_, response) => response.writeHead(307, { location: `http://two.test:${forbidden.port}/` }).end();
  await expect(openOutbound(rule, resolve).call({ url: at("/", "one.test") })).rejects.toThrow("private address");
  expect(hosts).toEqual(["one.test", "two.test"]);
  expect(forbidden.seen).toEqual([]);
});

test("another origin is not told who called; three redirects are followed and no more, none where none is wanted", async () => {
  const outbound = openOutbound(["127.0.0.0/8"]);
  answer = (request, response) =>
    request.url === "/end"
      ? response.end("there")
      : response.writeHead(307, { location: `http://127.0.0.2:${forbidden.port}/end` }).end();
  const call = { url: at(), method: "POST", headers: { authorization: "Bearer x", cookie: "a=b" }, body: "b" } as const;
  expect(text(await outbound.call(call))).toBe("there");
  expect(allowed.seen[0]?.headers.authorization).toBe("Bearer x");
  expect(forbidden.seen[0]).toMatchObject({ method: "POST", body: "b" });
  expect(forbidden.seen[0]?.headers).not.toHaveProperty("authorization");
  expect(forbidden.seen[0]?.headers).not.toHaveProperty("cookie");
  allowed.seen.length = 0;
  answer = (_, response) => response.writeHead(302, { location: "/again" }).end();
  await expect(outbound.call({ url: at(), redirects: 50 })).rejects.toThrow("more than 3 times");
  expect(allowed.seen).toHaveLength(4);
  expect((await outbound.call({ url: at(), redirects: 0 })).status).toBe(302);
});

test("an answer that is longer than its limit fails or is cut there; an endless one holds nothing up", async () => {
  answer = (_, response) => {
    const timer = setInterval(() => response.write("x".repeat(10_000)), 1);
    response.once("close", () => clearInterval(timer));
  };
  const outbound = openOutbound(rule);
  await expect(outbound.call({ url: at(), bytes: 50_000 })).rejects.toThrow("more than 50,000 bytes");
  const cut = await outbound.call({ url: at(), bytes: 1234, longer: "cut" });
  expect(text(cut)).toBe("x".repeat(1234));
});

test("silence, a slow head and a slow body all end when the time is over", async () => {
  const slow: Answer[] = [
    () => undefined,
    (_, response) => {
      const timer = setInterval(() => response.writeProcessing(), 20);
      response.once("close", () => clearInterval(timer));
    },
    (_, response) => {
      const timer = setInterval(() => response.write("."), 20);
      response.once("close", () => clearInterval(timer));
    },
    (_, response) => setTimeout(() => response.writeHead(307, { location: "/again" }).end(), 200),
  ];
  for (answer of slow) {
    const started = performance.now();
    await expect(openOutbound(rule).call({ url: at(), milliseconds: 400 })).rejects.toThrow("did not answer in time");
    expect(performance.now() - started).toBeLessThan(2000);
  }
  const never: Resolve = () => new Promise(() => undefined);
  const call = openOutbound(rule, never).call({ url: "http://never.test/", milliseconds: 100 });
  await expect(call).rejects.toThrow("never.test did not answer in time");
});

test("a caller that is stopped stops its call", async () => {
  answer = () => undefined;
  const stopping = new AbortController();
  const call = openOutbound(rule).call({ url: at(), signal: stopping.signal });
  setTimeout(() => stopping.abort(), 50);
  await expect(call).rejects.toMatchObject({ kind: "unavailable" });
});

test("what is no answer of HTTP, a host that is not there and a broken connection are sentences", async () => {
  const raw = (reply: string) =>
    new Promise<Server>((done) => {
      const server = createSocketServer((socket) => {
        socket.on("error", () => undefined);
        if (reply === "") socket.destroy();
        else socket.end(reply);
      });
      server.listen(0, "127.0.0.1", () => done(server));
    });
  const replies = [
    "",
    "hello\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nab",
    `HTTP/1.1 200 OK\r\na: ${"b".repeat(20_000)}\r\n\r\n`,
  ];
  for (const reply of [...replies, "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"]) {
    const server = await raw(reply);
    const { port } = server.address() as AddressInfo;
    const call = openOutbound(rule).call({ url: `http://127.0.0.1:${port}/`, milliseconds: 3000 });
    await expect(call, reply).rejects.toThrow(/^127\.0\.0\.1:\d+ (broke off|gave no answer)/);
    server.close();
  }
  const gone: Resolve = () => Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
  await expect(openOutbound(rule, gone).call({ url: "http://gone.test/" })).rejects.toThrow("nobody knows");
  await openOutbound(rule, gone).check("http://gone.test/");
  await expect(openOutbound(rule).call({ url: "http://127.0.0.1:1/" })).rejects.toThrow("refuses connections");
});

test("a proxy in the environment changes nothing", async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    HTTP_PROXY: "http://127.0.0.1:1",
    http_proxy: "http://127.0.0.1:1",
    NODE_USE_ENV_PROXY: "1",
  });
  try {
    expect((await openOutbound(rule).call({ url: at() })).status).toBe(200);
  } finally {
    for (const name of ["HTTP_PROXY", "http_proxy", "NODE_USE_ENV_PROXY"])
      if (before[name] === undefined) delete process.env[name];
  }
});

test("headers and addresses that would break out of a request are refused", async () => {
  const outbound = openOutbound(rule);
  await expect(outbound.call({ url: at(), headers: { "x-a": "b\r\nx-c: d" } })).rejects.toThrow("Invalid character");
  await outbound.call({ url: at("/a\r\nx: y ü\\") });
  expect(allowed.seen.at(-1)?.url).not.toMatch(/[\r\n ]/);
});
