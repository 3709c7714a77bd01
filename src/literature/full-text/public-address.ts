import { BlockList, isIP } from "node:net";

/** Networks that are nobody's public address (RFC 6890 and the IANA registries of special-purpose addresses). */
const own = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  own.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  own.addSubnet(network, prefix, "ipv6");

/**
 * Why an address that a stranger named is not asked, or undefined: other protocols, names and passwords in it, and
 * machines of the reader's own network (a link in a record must not reach what only the reader can reach). Names
 * are judged as they are written: what they resolve to is not looked at.
 */
export function refusalOf(url: URL): string | undefined {
  if (!/^https?:$/.test(url.protocol)) return `${url.protocol} is not an address on the web`;
  if (url.username !== "" || url.password !== "") return "there is a name or password in its address";
  const host = url.hostname.replace(/^\[|\]$|\.$/g, "");
  const version = isIP(host);
  const inside =
    version === 0
      ? !host.includes(".") || /\.(?:localhost|local|internal|lan|home|intranet|corp)$/i.test(host)
      : own.check(host, version === 4 ? "ipv4" : "ipv6");
  return inside ? "it is in a private network" : undefined;
}
