import { createHmac, timingSafeEqual } from 'node:crypto';

import { MINUTE_MS, SECOND_MS } from '../core/index.ts';

/** The only version there is (Slack's documentation, "Verifying requests from Slack"). */
const VERSION = 'v0';

/** How old a request may be, by the same page; a clock that is ahead by as much is let through, and nothing else from the future is. */
const MAX_SKEW_MS = 5 * MINUTE_MS;

export interface SignedRequest {
  /** Exactly as it came. */
  body: Uint8Array;
  /** `x-slack-request-timestamp`: seconds since 1970. */
  timestamp: unknown;
  /** `x-slack-signature`. */
  signature: unknown;
}

/** Whether Slack sent this, and sent it now. */
export function isSignedBySlack(
  { body, timestamp, signature }: SignedRequest,
  signingSecret: string,
  now: number,
): boolean {
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp) || typeof signature !== 'string')
    return false;
  if (Math.abs(now - Number(timestamp) * SECOND_MS) > MAX_SKEW_MS) return false;
  const expected = Buffer.from(signatureOf(body, timestamp, signingSecret));
  const given = Buffer.from(signature);
  // The length is no secret, and the comparison wants equal ones.
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The signature that Slack would write under this body. */
export function signatureOf(body: Uint8Array, timestamp: string, signingSecret: string): string {
  const mac = createHmac('sha256', signingSecret).update(`${VERSION}:${timestamp}:`).update(body);
  return `${VERSION}=${mac.digest('hex')}`;
}
