import { expect, test } from "vitest";
import { type Hop, nextHop, targetOf } from "./next-hop.ts";

const hop = (given: Partial<Hop> = {}): Hop => ({
  url: new URL("https://one.example/a/b?c"),
  method: "POST",
  headers: { authorization: "Bearer x", cookie: "a=b", "x-api-key": "k", "content-type": "text/plain", accept: "*/*" },
  body: new Uint8Array(1),
  ...given,
});
const to = (status: number, location?: string) => ({
  status,
  headers: (location === undefined ? {} : { location }) as Record<string, string>,
});

test("only http and https addresses without a name and password are called", () => {
  for (const odd of ["file:///etc/passwd", "ftp://a", "gopher://a", "javascript:1", "", "//a", "a.example", "data:,x"])
    expect(() => targetOf(odd), odd).toThrow("https://");
  for (const odd of ["https://a:b@c.example", "http://a@c.example"]) expect(() => targetOf(odd)).toThrow("password");
  expect(targetOf("HTTPS://Example.ORG/x#y").href).toBe("https://example.org/x");
});

test("decimal, octal, hexadecimal and short forms of an address are what they mean", () => {
  for (const odd of ["2130706433", "0177.0.0.1", "0x7f.0.0.1", "127.1", "①②⑦.0.0.1"])
    expect(targetOf(`http://${odd}/`).hostname).toBe("127.0.0.1");
});

test("a redirect is the next request: a POST becomes a GET without its body, but not by 307 and 308", () => {
  for (const status of [301, 302, 303]) {
    const next = nextHop(hop(), to(status, "../d"));
    expect(next).toMatchObject({ method: "GET", body: undefined });
    expect(next?.url.href).toBe("https://one.example/d");
    expect(next?.headers["content-type"]).toBeUndefined();
  }
  for (const status of [307, 308])
    expect(nextHop(hop(), to(status, "/d"))).toMatchObject({ method: "POST", body: new Uint8Array(1) });
  for (const status of [200, 300, 304, 400]) expect(nextHop(hop(), to(status, "/d"))).toBeUndefined();
  expect(nextHop(hop(), to(302))).toBeUndefined();
});

test("another origin is told nothing by which the caller is known; another port is another origin", () => {
  for (const location of ["https://two.example/", "https://one.example:8443/", "//two.example/"])
    expect(Object.keys(nextHop(hop(), to(307, location))?.headers ?? {})).toEqual(["content-type", "accept"]);
  expect(nextHop(hop(), to(307, "/x"))?.headers.authorization).toBe("Bearer x");
});

test("a redirect leads neither from https to http nor to what is no address to call", () => {
  expect(() => nextHop(hop(), to(302, "http://one.example/"))).toThrow("from https to http");
  for (const location of ["file:///etc/passwd", "https://a:b@c.example/", "gopher://x"])
    expect(() => nextHop(hop(), to(302, location))).toThrow();
});
