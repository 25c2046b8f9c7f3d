import type { LookupFunction } from 'node:net';
import { isIPv6 } from 'node:net';

import { Agent } from 'undici';

import { SECOND_MS } from '../time.ts';
import { isWithinReach, type Reach, type Resolve } from './addresses.ts';

const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
/** Below the 5 s after which a plain Node server closes an idle connection; undici also heeds a server's own hint. */
const KEEP_ALIVE_MS = 4 * SECOND_MS;
/** Pictures of one host that come at the same time; more wait. */
const MAX_CONNECTIONS = 32;

/** A name that resolves to an address out of reach. Never leaves this folder. */
export class OutOfReachError extends Error {
  constructor() {
    super('The host resolves to an address that must not be connected to.');
    this.name = 'OutOfReachError';
  }
}

/**
 * Connects only to addresses that were checked: the look-up is part of the connection, so a name that answers differently the second
 * time gains nothing. One address out of reach refuses them all. Literal addresses are never looked up: check them before.
 */
export function createPinnedAgent(reach: Reach, resolve: Resolve): Agent {
  return new Agent({
    connections: MAX_CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: pinnedLookup(reach, resolve) },
  });
}

function pinnedLookup(reach: Reach, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every((address) => isWithinReach(address, reach)))
          callback(new OutOfReachError(), '');
        else if (options.all)
          callback(
            null,
            addresses.map((address) => ({ address, family: familyOf(address) })),
          );
        else callback(null, first, familyOf(first));
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    );
  };
}

function familyOf(address: string): 4 | 6 {
  return isIPv6(address) ? 6 : 4;
}
