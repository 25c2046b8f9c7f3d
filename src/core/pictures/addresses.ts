import { lookup } from 'node:dns/promises';

import ipaddr from 'ipaddr.js';

/** All addresses of a host name, as text. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export const resolveBySystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

/** Which addresses a connection may go to. */
export type Reach = 'public' | 'loopback';

/** The prefix under which networks without IPv4 reach IPv4 hosts (RFC 6052); the last 32 bits are the address that is meant. */
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const NAT64_PREFIX_BITS = 96;
const EMBEDDED_IPV4_BYTES = 4;

/** Whether an address, as text without brackets, is within reach. What cannot be read is not. */
export function isWithinReach(address: string, reach: Reach): boolean {
  // A zone ("fe80::1%eth0") belongs to link-local addresses, which are never within reach.
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const range = meantAddress(ipaddr.parse(address)).range();
  // Of all ranges `unicast` alone is public: the others are private, link-local, shared (CGNAT), multicast, tunnels or reserved.
  return range === (reach === 'public' ? 'unicast' : 'loopback');
}

/** An IPv4 address that an IPv6 address stands for is judged as what it is. */
function meantAddress(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (address.match(NAT64, NAT64_PREFIX_BITS))
    return ipaddr.fromByteArray(address.toByteArray().slice(-EMBEDDED_IPV4_BYTES));
  return address;
}
