import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLogger } from '../../../src/core/logger.ts';
import type { FollowOptions } from '../../../src/core/segmind/types.ts';
import { startSegmindServer, type Reply, type SegmindServer } from '../../support/segmind-server.ts';
import {
  PROFILE,
  REQUEST_ID,
  RESULT,
  STATUS,
  SUBMIT,
  TAKEN,
  createRig,
  input,
  rejection,
  type Rig,
} from '../../support/segmind-rig.ts';

const QUEUED: Reply = { status: 200, json: { status: 'QUEUED' } };
const COMPLETED: Reply = { status: 200, json: { status: 'COMPLETED' } };
const PAINTED: Reply = {
  status: 200,
  json: { status: 'COMPLETED', output: 'https://images.segmind.com/a.jpeg' },
};
const UNAUTHORISED: Reply = { status: 401, json: { error: 'invalid_token' } };
const FORBIDDEN: Reply = { status: 403, bytes: '<html>Forbidden</html>' };

const REFUSALS: readonly (readonly [string, Reply])[] = [
  ['a 401 while the key is changed', UNAUTHORISED],
  ['a 402 for want of credit', { status: 402, json: { error: 'Insufficient credits' } }],
  ["a gateway's HTML 403", FORBIDDEN],
  ['a 405', { status: 405, bytes: '<html>Method Not Allowed</html>' }],
  ['a 406 of a spending cap', { status: 406, json: { error: 'Team spend cap reached' } }],
  ['a 410 for a model retired meanwhile', { status: 410, json: { error: 'retired' } }],
];

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

async function followed(rig: Rig, more: Partial<FollowOptions> = {}): Promise<string[]> {
  const words: string[] = [];
  const options = { profile: PROFILE, submittedAt: rig.clock.now(), ...more };
  for await (const { state } of rig.client.follow(REQUEST_ID, options)) words.push(state);
  return words;
}

describe.each(REFUSALS)('a look that is answered by %s', (_what, refused) => {
  it('once still brings the picture of the one submit', async () => {
    server.script(SUBMIT, TAKEN);
    server.script(STATUS, refused, COMPLETED);
    server.script(RESULT, refused, PAINTED);
    const { client } = createRig({ baseUrl: server.url });
    expect((await client.run(input())).outputUrls).toHaveLength(1);
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    await client.close();
  });

  it('for a while is sat out', async () => {
    server.script(STATUS, QUEUED, ...Array.from({ length: 20 }, () => refused), COMPLETED);
    const rig = createRig({ baseUrl: server.url });
    expect(await followed(rig)).toEqual(['queued', 'completed']);
    expect(server.seen).toHaveLength(22);
    await rig.client.close();
  });

  it('until the deadline ends there, and the request can be followed again', async () => {
    server.script(STATUS, refused);
    const rig = createRig({ baseUrl: server.url });
    const deadlineAt = rig.clock.now() + 60_000;
    const error = await rejection(followed(rig, { deadlineAt }));
    expect(error).toMatchObject({ code: 'deadline', charged: 'unknown', retry: 'user_may' });
    expect(rig.clock.now()).toBe(deadlineAt);
    server.script(STATUS, COMPLETED);
    expect(await followed(rig)).toEqual(['completed']);
    await rig.client.close();
  });
});

describe('a refusal that lasts', () => {
  it('is told to the operator once for each request', async () => {
    server.script(STATUS, UNAUTHORISED);
    const told: unknown[] = [];
    const logger = { ...silentLogger, error: (facts: unknown) => void told.push(facts) };
    const rig = createRig({ baseUrl: server.url, logger });
    await rejection(followed(rig, { deadlineAt: rig.clock.now() + 60_000 }));
    expect(told).toMatchObject([{ requestId: REQUEST_ID, error: { code: 'auth' } }]);
    await rig.client.close();
  });

  it('of a result leaves room for another try', async () => {
    server.script(RESULT, FORBIDDEN);
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.result(REQUEST_ID))).toMatchObject({ code: 'forbidden', retry: 'safe' });
    await client.close();
  });
});
