import { BlockList, isIP } from "node:net";

/** Finds who really connects: the address of the socket, or what trusted proxies in front say of it. */
export type ClientAddress = (remote: string | undefined, forwarded: string | null) => string | undefined;

/**
 * Believes `X-Forwarded-For` only from the proxies that are named (addresses or ranges such as 10.0.0.0/8): each proxy appends
 * whom it heard from, so the last address that is no proxy of ours is the client. What a client itself wrote stands before it.
 */
export function clientAddress(proxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const one of proxies) {
    const [address = "", bits] = one.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  return (remote, forwarded) => {
    const socket = remote && plain(remote);
    if (!socket || isIP(socket) === 0 || !isTrusted(socket)) return socket;
    const chain = (forwarded ?? "").split(",").map((one) => plain(one.trim()));
    let found = socket;
    for (const address of chain.reverse()) {
      if (isIP(address) === 0) break;
      found = address;
      if (!isTrusted(address)) break;
    }
    return found;
  };
}

/** Without brackets, port and the prefix under which a socket of both families shows IPv4. */
function plain(address: string): string {
  const bare = /^\[([^\]]+)\](:\d+)?$/.exec(address)?.[1] ?? address;
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(bare)?.[1];
  return v4 ?? bare;
}
