import fc from "fast-check";
import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

const behind = clientAddress(["127.0.0.1", "::1", "10.0.0.0/8"]);

test("a caller that is no proxy of ours is who its socket says, whatever it writes", () => {
  expect(behind("203.0.113.9", "198.51.100.1")).toBe("203.0.113.9");
  expect(behind("::ffff:203.0.113.9", "10.0.0.1")).toBe("203.0.113.9");
  expect(clientAddress([])("127.0.0.1", "198.51.100.1")).toBe("127.0.0.1");
});

test("people behind a proxy are told apart, by the last address that is no proxy", () => {
  expect(behind("127.0.0.1", "198.51.100.1")).toBe("198.51.100.1");
  expect(behind("::1", "198.51.100.1, 10.1.2.3")).toBe("198.51.100.1");
  expect(behind("127.0.0.1", "198.51.100.1:4711")).toBe("198.51.100.1");
  expect(behind("127.0.0.1", "[2001:db8::1]:443")).toBe("2001:db8::1");
});

test("nobody gets another address by writing one before what the proxy adds", () => {
  const forged = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { maxLength: 5 });
  fc.assert(
    fc.property(forged, (written) => {
      expect(behind("127.0.0.1", [...written, "198.51.100.7"].join(","))).toBe("198.51.100.7");
    }),
  );
});

test("without a usable word of the proxy it is the proxy itself", () => {
  for (const said of [null, "", "unknown", "x, y"]) expect(behind("127.0.0.1", said)).toBe("127.0.0.1");
  expect(behind(undefined, "198.51.100.1")).toBeUndefined();
});
