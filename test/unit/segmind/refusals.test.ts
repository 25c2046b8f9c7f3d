import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSegmindServer, type SegmindServer } from '../../support/segmind-server.ts';
import {
  API_KEY,
  REQUEST_ID,
  SECRET_PROMPT,
  STATUS,
  SUBMIT,
  SYNC,
  createRig,
  input,
  rejection,
} from '../../support/segmind-rig.ts';

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

const REFUSALS: readonly (readonly [number, string | object, string])[] = [
  [400, 'Invalid parameter', 'invalid_input'],
  [401, { error: 'invalid_token', error_description: 'The token is bad', status_code: 401 }, 'auth'],
  [402, 'Insufficient credits', 'no_credit'],
  [402, 'Pay', 'no_credit'],
  [403, 'Insufficient permissions', 'forbidden'],
  [404, 'Model not found', 'not_found'],
  [405, 'Method not allowed', 'protocol'],
  [406, 'Insufficient credits', 'no_credit'],
  [406, 'Invalid content type', 'protocol'],
  [406, 'Team spend cap reached', 'no_credit'],
  [406, 'Value 7:3 of aspect_ratio rejected', 'invalid_input'],
  [410, 'This model was retired', 'not_found'],
  [413, 'Too large', 'invalid_input'],
  [418, 'A teapot', 'protocol'],
  [422, 'Prompt is Mandatory and must be string', 'invalid_input'],
  [422, 'Rejected by the content policy', 'blocked'],
  [307, '', 'protocol'],
];

describe('an explicit refusal of a submit', () => {
  it.each(REFUSALS)('HTTP %i %j is %s, uncharged and not repeated', async (status, words, code) => {
    const json = typeof words === 'string' ? { error: words } : words;
    server.script(SUBMIT, { status, json, headers: { location: `${server.url}/elsewhere` } });
    server.script(SYNC, { status, json });
    const { client } = createRig({ baseUrl: server.url });
    const refused = { code, charged: 'no', retry: 'never', requestId: null };
    expect(await rejection(client.submit(input()))).toMatchObject(refused);
    expect(await rejection(client.sync(input()))).toMatchObject(refused);
    expect(server.seen.map((request) => request.path.slice(0, 3))).toEqual(['/v2', '/v1']);
    await client.close();
  });

  it('is told by its status where the body is HTML or cut', async () => {
    const { client } = createRig({ baseUrl: server.url });
    server.script(SUBMIT, { status: 405, bytes: '<html>Method Not Allowed</html>' });
    expect(await rejection(client.submit(input()))).toMatchObject({ code: 'protocol', detail: null });
    server.script(SUBMIT, { status: 401, halfOf: JSON.stringify({ error: 'invalid_token' }) });
    expect(await rejection(client.submit(input()))).toMatchObject({ code: 'auth', charged: 'no' });
    await client.close();
  });

  it('says whether credits or the spending cap ended', async () => {
    const { client } = createRig({ baseUrl: server.url });
    server.script(SUBMIT, { status: 406, json: { error: 'Team spend cap reached' } });
    expect(await rejection(client.submit(input()))).toHaveProperty('details.reason', 'spend_cap');
    server.script(SUBMIT, { status: 402, json: { error: 'Insufficient credits' } });
    expect(await rejection(client.submit(input()))).toHaveProperty('details.reason', 'credits');
    await client.close();
  });

  it("keeps the service's words apart from the log, without prompt, key and addresses", async () => {
    const words = `Bad value:\n${SECRET_PROMPT} with ${API_KEY} at https://images.example/secret.png`;
    server.script(SUBMIT, { status: 400, json: { error: words } });
    const { client } = createRig({ baseUrl: server.url });
    const error = await rejection(client.submit(input()));
    expect(error).toHaveProperty('detail', 'Bad value: … with … at …');
    for (const text of [JSON.stringify(error), inspect(error, { depth: 10 })]) {
      expect(text).not.toContain('walrus');
      expect(text).not.toContain(API_KEY);
      expect(text).not.toContain('images.example');
    }
    expect(JSON.stringify(error)).not.toContain('Bad value');
    await client.close();
  });
});

const FAILED: readonly (readonly [string, string, string])[] = [
  ['Prompt is Mandatory and must be string', 'invalid_input', 'never'],
  ['safety_tolerance must be between 1 and 6', 'invalid_input', 'never'],
  ['Safety tolerance is out of range', 'invalid_input', 'never'],
  ['aspect_ratio 7:3 is not supported', 'invalid_input', 'never'],
  ['Request blocked by content policy', 'blocked', 'never'],
  ['Stopped by the content filter', 'blocked', 'never'],
  ['The output violated safety guidelines', 'blocked', 'never'],
  ['flagged by moderation', 'blocked', 'never'],
  ['Responsible AI practices forbid this', 'blocked', 'never'],
  ['finish reason: RAI', 'blocked', 'never'],
  ['the rails broke', 'render_failed', 'user_may'],
  ['CUDA error', 'render_failed', 'user_may'],
  ['', 'render_failed', 'user_may'],
];

describe('a request that FAILED', () => {
  it.each(FAILED)('with the words "%s" is %s, never charged', async (words, code, retry) => {
    // As captured from the live service: no request id.
    server.script(STATUS, { status: 422, json: { status: 'FAILED', error: words, metrics: {} } });
    const { client } = createRig({ baseUrl: server.url });
    const status = await client.status(REQUEST_ID);
    expect(status).toMatchObject({ state: 'failed', requestId: REQUEST_ID });
    expect(status).toHaveProperty('error.code', code);
    expect(status).toHaveProperty('error.charged', 'no');
    expect(status).toHaveProperty('error.retry', retry);
    expect(status).toHaveProperty('error.requestId', REQUEST_ID);
    expect(server.seen).toHaveLength(1);
    await client.close();
  });

  it('is understood when the error is no string, or the status is 200', async () => {
    const { client } = createRig({ baseUrl: server.url });
    server.script(STATUS, { status: 422, json: { error: [{ msg: 'field required' }] } });
    expect(await client.status(REQUEST_ID)).toHaveProperty('error.code', 'invalid_input');
    server.script(STATUS, { status: 422, bytes: '<html></html>' });
    expect(await client.status(REQUEST_ID)).toHaveProperty('error.code', 'render_failed');
    server.script(STATUS, { status: 200, json: { status: 'failed', error: { message: 'content policy' } } });
    expect(await client.status(REQUEST_ID)).toHaveProperty('error.code', 'blocked');
    await client.close();
  });
});
