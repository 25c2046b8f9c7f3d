import type { RESTOptions, RateLimitData } from 'discord.js';

import { MINUTE_MS, SECOND_MS } from '../core/index.ts';

/**
 * The library's own 15 s end an upload on a slow line, and then it sends the whole request again, creates included (seen: four
 * messages instead of one). Two minutes are what the core gives a call of a presenter.
 */
const REQUEST_TIMEOUT_MS = 2 * MINUTE_MS;

/** Without any pause between them, so more than one is only noise for a server that is in trouble. The core waits and tries again. */
const RETRIES_OF_SERVER_ERRORS = 1;

/** Shorter waits are sat out in the library's line; longer ones are told, because by then there is something newer to show. */
const MAX_SAT_OUT_MS = 2 * SECOND_MS;

/**
 * How discord.js talks HTTP in this program; for `new Client({ rest })` and `new REST(…)` alike.
 *
 * @param apiUrl as in `DISCORD_API_URL`.
 */
export function restOptions(apiUrl: string): Partial<RESTOptions> {
  return {
    api: apiUrl,
    timeout: REQUEST_TIMEOUT_MS,
    retries: RETRIES_OF_SERVER_ERRORS,
    rejectOnRateLimit: isLongWait,
    makeRequest: overGlobalFetch,
  };
}

function isLongWait({ retryAfter, timeToReset, sublimitTimeout }: RateLimitData): boolean {
  return Math.max(retryAfter, timeToReset, sublimitTimeout) > MAX_SAT_OUT_MS;
}

/**
 * Node's own fetch brings its own forms along. The library's undici would hand its form to whatever undici was loaded last in this
 * process, and undici 8 refuses it: every upload would fail.
 */
const overGlobalFetch: RESTOptions['makeRequest'] = async (url, init) => {
  // The types are those of two versions of undici; what the library passes (method, headers, body, signal) is common to both.
  const request = init as unknown as RequestInit;
  return fetch(url, request.body instanceof FormData ? await inOnePiece(request, request.body) : request);
};

/**
 * A form as one run of bytes. Fetch would read its files while it sends them; where the request ends in the middle (a lost connection, a
 * program that stops), that reading goes on into a closed stream, and nobody can catch what it throws (seen: "ReadableStream is already
 * closed", which ends the process).
 */
async function inOnePiece(request: RequestInit, form: FormData): Promise<RequestInit> {
  const whole = new Response(form);
  const headers = new Headers(request.headers);
  headers.set('content-type', whole.headers.get('content-type') ?? '');
  return { ...request, headers, body: await whole.arrayBuffer() };
}
