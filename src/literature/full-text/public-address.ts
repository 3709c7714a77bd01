import { BlockList, isIP } from "node:net";

/** Networks that are nobody's public address (RFC 6890 and the IANA registries of special-purpose addresses). */
const own4 = new BlockList();
// Apart from IPv4: a list holds every IPv4 address to be within ::ffff:0:0/96.
const own6 = new BlockList();
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
  own4.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  own6.addSubnet(network, prefix, "ipv6");

/**
 * Why an address that a stranger named is not asked, or undefined: other protocols, names and passwords in it, and
 * machines of the reader's own network (a link in a record must not reach what only the reader can reach). A name is
 * judged as it is written; `refusalOfResolved` judges what it stands for.
 */
export function refusalOf(url: URL): string | undefined {
  if (!/^https?:$/.test(url.protocol)) return `${url.protocol} is not an address on the web`;
  if (url.username !== "" || url.password !== "") return "there is a name or password in its address";
  const host = hostOf(url);
  const inside =
    isIP(host) === 0
      ? !host.includes(".") || /\.(?:localhost|local|internal|lan|home|intranet|corp)$/i.test(host)
      : isInside(host);
  return inside ? inPrivate : undefined;
}

/** Gives the addresses (IPv4, IPv6) that a host's name stands for. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * The same for the addresses that the host's name stands for. A name that cannot be resolved is not refused: the
 * request will say what is wrong. `fetch` resolves once more, so a name server that answers otherwise the second time
 * is not found out.
 */
export async function refusalOfResolved(url: URL, resolve: Resolve): Promise<string | undefined> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return undefined;
  const addresses = await resolve(host).catch(() => []);
  return addresses.some(isInside) ? inPrivate : undefined;
}

const inPrivate = "it is in a private network";

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$|\.$/g, "");
}

function isInside(address: string): boolean {
  const version = isIP(address);
  return version === 4 ? own4.check(address, "ipv4") : version === 6 && own6.check(address, "ipv6");
}
