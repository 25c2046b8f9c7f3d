import { UserError } from '../errors.ts';
import { excerpt } from '../prompt/excerpt.ts';
import { isWithinReach, type Reach } from './addresses.ts';
import { bareHostname, findRule, literalAddress, type HostRule } from './host-rules.ts';

/** Where pictures may be fetched from: hosts that the operator listed, or any public one (for the operator's own command). */
export type AllowedHosts = readonly HostRule[] | 'any-public';

/** An address that may be connected to, with what its host may resolve to. */
export interface CheckedAddress {
  url: URL;
  reach: Reach;
}

/** Longer names are no hosts (RFC 1035 allows 253 characters) and help nobody in a sentence. */
const SHOWN_HOST_CHARS = 60;

/** Checks all that can be known before the look-up. @throws UserError `address_refused`, which names no more of it than the host. */
export function checkAddress(text: string, hosts: AllowedHosts): CheckedAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw refusedAddress('This is not an address of a picture.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refusedAddress(
      `Pictures are fetched from addresses with https:// only, not from ${excerpt(url.protocol, SHOWN_HOST_CHARS)} ones.`,
    );
  if (url.username !== '' || url.password !== '')
    throw refusedAddress(
      `The address on ${shownHost(url)} carries a name or a password, so it is not fetched.`,
    );
  return hosts === 'any-public' ? checkPublic(url) : checkListed(url, hosts);
}

/** The host for a sentence or a log: nothing else of an address may stand there, for its path and query can be a key. */
export function shownHost(url: URL): string {
  return excerpt(url.hostname, SHOWN_HOST_CHARS);
}

export function refusedAddress(message: string): UserError {
  return new UserError('address_refused', message);
}

/** Said of a literal address and of a name that resolves to one alike. */
export function notPublic(url: URL): UserError {
  return refusedAddress(`${shownHost(url)} is not a public host, so no picture is fetched from it.`);
}

function notListed(url: URL): UserError {
  const port = url.port === '' ? '' : `:${url.port}`;
  return refusedAddress(
    `Pictures are not fetched from ${url.protocol}//${shownHost(url)}${port}, which is not on the list of their hosts.`,
  );
}

function checkPublic(url: URL): CheckedAddress {
  const address = literalAddress(bareHostname(url));
  if (address !== null && !isWithinReach(address, 'public')) throw notPublic(url);
  // `URL` leaves out the port that belongs to the scheme; 80 and 443 crossed are no port of a picture either.
  if (url.port !== '')
    throw refusedAddress(`Pictures are fetched from the usual ports only, not ${url.port}.`);
  return { url, reach: 'public' };
}

function checkListed(url: URL, rules: readonly HostRule[]): CheckedAddress {
  const rule = findRule(rules, url);
  if (!rule) throw notListed(url);
  return { url, reach: rule.isLoopback ? 'loopback' : 'public' };
}
