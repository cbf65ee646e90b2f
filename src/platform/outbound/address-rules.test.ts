import fc from "fast-check";
import { expect, test } from "vitest";
import { addressRule } from "./address-rules.ts";

const none = addressRule([]);

test("addresses of the world may be called, every private, reserved and multicast one may not", () => {
  const open = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"];
  expect(open.filter((one) => !none(one))).toEqual([]);
  const closed = [
    ...["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1"],
    ...["172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"],
    ...["224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200"],
    ...["::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "64:ff9b::7f00:1"],
    ...["2001:db8::1", "2001::1", "2002:7f00:1::", "3fff::1", "::7f00:1", "100::1"],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:10.0.0.1", "0:0:0:0:0:ffff:a9fe:a9fe", "[::1]", "[::ffff:7f00:1]"],
  ];
  expect(closed.filter(none)).toEqual([]);
});

test("what is no address may never be called, whatever is allowed", () => {
  for (const rule of [none, addressRule(["allow"]), addressRule(["0.0.0.0/0", "::/0"])])
    for (const odd of ["", "localhost", "127.1", "0177.0.0.1", "2130706433", "1.2.3.4.5", "::g", "1.2.3.4/8"])
      expect(rule(odd), odd).toBe(false);
});

test("an address of IPv4 is judged the same however it is written as IPv6", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
      const hex = [a * 256 + b, c * 256 + d].map((one) => one.toString(16)).join(":");
      for (const written of [`::ffff:${address}`, `::ffff:${hex}`, `0:0:0:0:0:ffff:${hex}`, `[::FFFF:${hex}]`])
        expect(none(written), written).toBe(none(address));
    }),
  );
});

test("a range opens what it holds and nothing beside it", () => {
  const rule = addressRule(["10.1.2.0/24", "fd12::/16", "127.0.0.1"]);
  for (const open of ["10.1.2.3", "::ffff:10.1.2.3", "fd12::5", "127.0.0.1", "1.1.1.1"])
    expect(rule(open), open).toBe(true);
  for (const closed of ["10.1.3.1", "fd13::1", "127.0.0.2", "169.254.169.254"])
    expect(rule(closed), closed).toBe(false);
});

test("allow opens all but where clouds keep credentials; those open by name only", () => {
  const all = addressRule(["allow"]);
  for (const open of ["127.0.0.1", "10.0.0.1", "::1", "fd12::1", "192.168.0.1"]) expect(all(open), open).toBe(true);
  const credentials = [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
  ];
  for (const closed of credentials) expect(all(closed), closed).toBe(false);
  for (const disguised of [
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",
    "::a9fe:a9fe",
    "::ffff:0:a9fe:a9fe",
    "2002:a9fe:a9fe::1",
  ])
    expect(all(disguised), disguised).toBe(false);
  for (const near of ["::1", "127.0.0.1", "10.0.0.1", "fd12::1"]) expect(all(near), near).toBe(true);
  expect(addressRule(["allow", "169.254.169.254"])("169.254.169.254")).toBe(true);
});
