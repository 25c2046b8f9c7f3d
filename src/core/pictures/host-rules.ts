import { isIP } from 'node:net';

import { isWithinReach } from './addresses.ts';

/** A host that pictures may come from. */
export interface HostRule {
  /** As `URL` writes it: in lower case, IPv6 in brackets, without a dot at the end. */
  hostname: string;
  /** Null: the port of the scheme. */
  port: number | null;
  /** This machine, where plain http is allowed as well. */
  isLoopback: boolean;
}

const HIGHEST_PORT = 65_535;

/** A host, with a port or without: `images.segmind.com`, `127.0.0.1:8787`, `[::1]:8787`. */
const HOST_AND_PORT = /^(\[[\da-f:.]+\]|[^\s/?#@:[\]\\]+)(?::(\d{1,5}))?$/i;

/** The rule that a setting's text stands for; null when it is none, or names an address that is private but not loopback. */
export function parseHostRule(text: string): HostRule | null {
  const [, host, portText] = HOST_AND_PORT.exec(text.trim()) ?? [];
  if (host === undefined || !URL.canParse(`http://${host}`)) return null;
  const hostname = bareHostname(new URL(`http://${host}`));
  const port = portText === undefined ? null : Number(portText);
  if (hostname === '' || port === 0 || (port ?? 0) > HIGHEST_PORT) return null;
  const address = literalAddress(hostname);
  const isLoopback =
    address === null ? /^(.+\.)?localhost$/.test(hostname) : isWithinReach(address, 'loopback');
  if (address !== null && !isLoopback && !isWithinReach(address, 'public')) return null;
  return { hostname, port, isLoopback };
}

/** The rule by which an address may be fetched; null when none allows it. Scheme, host and port must fit. */
export function findRule(rules: readonly HostRule[], url: URL): HostRule | null {
  const hostname = bareHostname(url);
  const isPlain = url.protocol === 'http:';
  const schemePort = isPlain ? 80 : 443;
  const port = url.port === '' ? schemePort : Number(url.port);
  return (
    rules.find(
      (rule) =>
        rule.hostname === hostname && (rule.port ?? schemePort) === port && (!isPlain || rule.isLoopback),
    ) ?? null
  );
}

/** The host of a URL without the dot that may end it: "example.com." is the same host. */
export function bareHostname(url: URL): string {
  return url.hostname.replace(/\.$/, '');
}

/** The IP address that a URL's host is, without brackets; null for a name. `URL` has read its odd spellings (octal, hex) by then. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? null : bare;
}
