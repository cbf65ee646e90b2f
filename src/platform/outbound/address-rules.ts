import { BlockList, isIP } from "node:net";

// IANA's special-purpose registries (RFC 6890 and after), multicast, and what is reserved; 168.63.129.16 is the host of a cloud.
const closedV4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"],
];
// Of IPv6 only what is handed out to the world is open, without documentation, Teredo, 6to4 and their like, which name other addresses.
const openV6 = ["2000::/3"];
const closedV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
// Where clouds keep the credentials of a machine: never open because everything private is.
const credentials = [
  ...["169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"],
  ...["fe80::/10", "fd00:ec2::254/128", "fd20:ce::254/128"],
  // The same as IPv6 that is translated to IPv4 on the way, or says that it is.
  ...["64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::ffff:0:0:0/96"],
  ...["::169.254.0.0/112", "::100.100.100.200/128", "::168.63.129.16/128", "::192.0.0.192/128"],
];

/** Whether an address may be called. */
export type AddressRule = (address: string) => boolean;

/**
 * What may be called: every address of the world; a private one (loopback, link-local, unique-local, shared, reserved) only
 * where `allowed` holds it, or holds `allow`, which opens all but those where clouds keep credentials.
 */
export function addressRule(allowed: readonly string[]): AddressRule {
  const named = rangesOf(allowed.filter((one) => one !== "allow"));
  const isAllowed = allowed.includes("allow")
    ? (address: string) => !isIn(credentialRanges, address) || isIn(named, address)
    : (address: string) => isIn(named, address);
  return (written) => {
    const address = plain(written);
    return isIP(address) !== 0 && (isPublic(address) || isAllowed(address));
  };
}

function rangesOf(list: readonly string[]): BlockList {
  const ranges = new BlockList();
  for (const one of list) {
    const [address = "", bits] = one.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    ranges.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  }
  return ranges;
}

const [closedV4Ranges, openV6Ranges, closedV6Ranges, credentialRanges] = [
  rangesOf(closedV4),
  rangesOf(openV6),
  rangesOf(closedV6),
  rangesOf(credentials),
];

const isIn = (ranges: BlockList, address: string): boolean =>
  ranges.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !isIn(closedV4Ranges, address);
  return isIn(openV6Ranges, address) && !isIn(closedV6Ranges, address);
}

/** An address without brackets and zone; one of IPv4 that is written as IPv6 (::ffff:127.0.0.1, ::ffff:7f00:1) as what it is. */
function plain(written: string): string {
  const address = written.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  if (isIP(address) !== 6) return address;
  const inside = /^::ffff:(?:([0-9a-f]{1,4}):([0-9a-f]{1,4})|([\d.]+))$/.exec(canonical(address));
  if (!inside) return address;
  if (inside[3] !== undefined) return inside[3];
  const [high, low] = [Number.parseInt(inside[1] ?? "", 16), Number.parseInt(inside[2] ?? "", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The shortest form, in which an address has one spelling only. */
const canonical = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);
