import { request, type Dispatcher } from 'undici';

import { BotError, UserError } from '../errors.ts';
import { deadlineSignal, SECOND_MS, type Clock } from '../time.ts';
import { resolveBySystem, type Reach, type Resolve } from './addresses.ts';
import { checkAddress, notPublic, type AllowedHosts } from './check-address.ts';
import { createPinnedAgent, OutOfReachError } from './pinned-agent.ts';
import { badAnswer, noAnswer, tooLarge } from './fetch-failures.ts';

export interface FetchPolicy {
  hosts: AllowedHosts;
  /** Counted while they arrive, whatever the other side announced. */
  maxBytes: number;
  /** For everything together, redirects included. */
  timeoutMs: number;
  /** How many redirects may be followed, each under the same checks. Default 3. */
  maxRedirects?: number;
}

export interface FetchedPicture {
  bytes: Uint8Array;
  /** As the other side calls it; `inspectPicture` knows better. */
  contentType: string | null;
}

/**
 * Fetches one picture under a policy.
 *
 * `headers` go to the first host alone: a redirect to another origin does not get them.
 *
 * @throws UserError `address_refused` where the policy or the guard says no; `picture_too_large`; `picture_gone` where the host does
 * not give it (any more) or gives no picture; `picture_unreachable`, retry `safe`, where the host could not be reached, failed or
 * was cut off: the same call may be made again. The signal's reason.
 */
export type FetchPicture = (
  address: string,
  policy: FetchPolicy,
  options: { signal: AbortSignal; headers?: Readonly<Record<string, string>> },
) => Promise<FetchedPicture>;

export interface GuardedFetchOptions {
  clock: Clock;
  /** Default: the system's resolver. */
  resolve?: Resolve;
}

const USUAL_REDIRECTS = 3;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** What is thrown away of a redirect's own body, to keep the connection. */
const MAX_REDIRECT_BODY_BYTES = 16 * 1024;

/**
 * A fetch for addresses that others may have written: only listed hosts (or, on the operator's own command line, public ones), the
 * address checked when the connection is made, redirects followed by hand under the same checks, never a byte more than allowed.
 */
export function createGuardedFetch({ clock, resolve = resolveBySystem }: GuardedFetchOptions): FetchPicture {
  const agents: Readonly<Record<Reach, Dispatcher>> = {
    public: createPinnedAgent('public', resolve),
    loopback: createPinnedAgent('loopback', resolve),
  };

  async function follow(
    address: string,
    policy: FetchPolicy,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    redirectsLeft: number,
  ): Promise<FetchedPicture> {
    const { url, reach } = checkAddress(address, policy.hosts);
    const answer = await request(url, {
      dispatcher: agents[reach],
      // Compressed bodies could be small on the wire and endless here.
      headers: { 'user-agent': 'imagine-bot', accept: 'image/*', ...headers, 'accept-encoding': 'identity' },
      signal,
      // The one time limit covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error instanceof OutOfReachError ? notPublic(url) : noAnswer(url, error);
    });
    const { location } = answer.headers;
    if (REDIRECTS.includes(answer.statusCode) && typeof location === 'string') {
      await answer.body.dump({ limit: MAX_REDIRECT_BODY_BYTES, signal });
      const next = URL.parse(location, url.href);
      if (!next || redirectsLeft === 0) throw badAnswer(url, answer.statusCode);
      const isSameOrigin = next.origin === url.origin;
      return follow(next.href, policy, isSameOrigin ? headers : {}, signal, redirectsLeft - 1);
    }
    return readAnswer(url, answer, policy.maxBytes, signal);
  }

  return async (address, policy, { signal: caller, headers = {} }) => {
    caller.throwIfAborted();
    const { signal, clear } = deadlineSignal(
      clock,
      policy.timeoutMs,
      () => tooSlow(policy.timeoutMs),
      caller,
    );
    try {
      return await follow(address, policy, headers, signal, policy.maxRedirects ?? USUAL_REDIRECTS);
    } finally {
      clear();
    }
  };
}

async function readAnswer(
  url: URL,
  { statusCode, headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
  signal: AbortSignal,
): Promise<FetchedPicture> {
  try {
    if (statusCode !== 200) throw badAnswer(url, statusCode);
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') throw badAnswer(url, statusCode);
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(url, maxBytes);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(url, maxBytes);
      chunks.push(chunk);
    }
    const contentType = headers['content-type'];
    return {
      bytes: Buffer.concat(chunks),
      contentType: typeof contentType === 'string' ? contentType : null,
    };
  } catch (error) {
    // The rest of the body is not wanted; undici tells of that by an error of the stream, which nobody needs.
    body.on('error', () => undefined).destroy();
    signal.throwIfAborted();
    throw error instanceof BotError ? error : noAnswer(url, error);
  }
}

function tooSlow(timeoutMs: number): UserError {
  return new UserError(
    'picture_unreachable',
    `The picture did not come within ${Math.round(timeoutMs / SECOND_MS)} s.`,
    { retry: 'safe' },
  );
}
