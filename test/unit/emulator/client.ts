import { request } from 'undici';

import type { Emulator } from '../../../src/emulator/index.ts';
import type { ManualClock } from '../../support/manual-clock.ts';

export const KEY = 'SG_test';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  text: string;
  /** The body as JSON. */
  json(): Record<string, unknown>;
}

/** One call with the key, as a client makes it. */
export async function call(
  emulator: Emulator,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = { 'x-api-key': KEY },
): Promise<Answer> {
  const response = await request(path.startsWith('http') ? path : emulator.url + path, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  const text = bytes.toString('utf8');
  const json = (): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
  return { status: response.statusCode, headers: response.headers, bytes, text, json };
}

export const SUBMIT = '/v2/nano-banana-2-lite';

/** Submits and answers the request id. */
export async function submit(emulator: Emulator, body: Record<string, unknown>): Promise<string> {
  const answer = await call(emulator, 'POST', SUBMIT, body);
  if (answer.status !== 200) throw new Error(`The submit was answered ${answer.status}: ${answer.text}`);
  return String(answer.json()['request_id']);
}

export function status(emulator: Emulator, requestId: string): Promise<Answer> {
  return call(emulator, 'GET', `/v2/requests/${requestId}/status`);
}

export function result(emulator: Emulator, requestId: string): Promise<Answer> {
  return call(emulator, 'GET', `/v2/requests/${requestId}`);
}

/** Longer than any request of ordinary length takes. */
export const LONG_MS = 120_000;

/** Looks at a request until it has ended: references come over the real network, whatever the clock says. */
export async function untilEnded(emulator: Emulator, clock: ManualClock, requestId: string): Promise<Answer> {
  await clock.advance(LONG_MS);
  for (let look = 0; look < 500; look += 1) {
    const answer = await status(emulator, requestId);
    if (answer.status !== 200 || answer.json()['status'] === 'COMPLETED') return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('The request does not end.');
}

/** The picture of a new request, from submit to download. */
export async function picture(
  emulator: Emulator,
  clock: ManualClock,
  body: Record<string, unknown>,
): Promise<Buffer> {
  const requestId = await submit(emulator, body);
  const ended = await untilEnded(emulator, clock, requestId);
  if (ended.status !== 200) throw new Error(ended.text);
  const { output } = (await result(emulator, requestId)).json();
  return (await call(emulator, 'GET', String(output), undefined, {})).bytes;
}
