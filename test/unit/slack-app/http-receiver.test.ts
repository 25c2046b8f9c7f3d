import { fastify, type FastifyInstance } from 'fastify';
import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLogger } from '../../../src/core/index.ts';
import { createBoltApp } from '../../../src/slack/bolt-app.ts';
import { EVENTS_PATH, createHttpReceiver } from '../../../src/slack/http-receiver.ts';
import { createLibraryLogger } from '../../../src/slack/library-logger.ts';
import type { SlackReceiver } from '../../../src/slack/receiver.ts';
import { createRunningEvents, type RunningEvents } from '../../../src/slack/running-events.ts';
import { signatureOf } from '../../../src/slack/signature.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const SECRET = 'a signing secret';
const FORM = 'application/x-www-form-urlencoded';
const COMMAND = 'command=%2Fimagine&text=a+red+fox&team_id=T1&user_id=U1&channel_id=C1';

describe('events over HTTP', () => {
  let http: FastifyInstance;
  let clock: ManualClock;
  let receiver: SlackReceiver;
  let events: RunningEvents;
  let app: App;

  beforeEach(async () => {
    http = fastify();
    http.post('/other', (request) => ({ got: request.body }));
    clock = new ManualClock();
    events = createRunningEvents(silentLogger);
    receiver = await createHttpReceiver({ http, signingSecret: SECRET, clock, logger: silentLogger, events });
    app = await createBoltApp({
      receiver,
      authorize: async () =>
        Promise.resolve({ botToken: 'xoxb-1', botUserId: 'UBOT', botId: 'B1', teamId: 'T1' }),
      unserved: () => undefined,
      apiUrl: 'http://127.0.0.1:1/api/',
      logger: silentLogger,
      libraryLogger: createLibraryLogger(silentLogger),
    });
    await receiver.start();
  });
  afterEach(() => http.close());

  function post(body: string, type: string, headers: Record<string, string> = {}): ReturnType<typeof send> {
    const timestamp = String(Math.floor(clock.now() / 1000));
    const signed = {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(Buffer.from(body), timestamp, SECRET),
    };
    return send(body, { ...signed, ...headers });
  }

  async function send(body: string, headers: Record<string, string>) {
    const { statusCode, body: text } = await http.inject({ method: 'POST', url: EVENTS_PATH, headers, body });
    return { status: statusCode, text };
  }

  it('answer the question by which Slack checks the address', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c-1' });
    expect(await post(body, 'application/json')).toEqual({ status: 200, text: '{"challenge":"c-1"}' });
    expect(await post('ssl_check=1&token=x', FORM)).toEqual({ status: 200, text: '' });
  });

  it('give a command to its listener, with or without a charset, and acknowledge with what it says', async () => {
    app.command('/imagine', async ({ command, ack }) => ack(`You said ${command.text}`));
    for (const type of [FORM, `${FORM};charset=utf-8`])
      expect(await post(COMMAND, type)).toEqual({ status: 200, text: 'You said a red fox' });
  });

  it('acknowledge a dialog with an object and an event with nothing', async () => {
    app.view('edit', async ({ ack }) => ack({ response_action: 'errors', errors: { prompt: 'Empty.' } }));
    const view = {
      type: 'view_submission',
      team: { id: 'T1' },
      user: { id: 'U1' },
      view: { callback_id: 'edit' },
    };
    const answer = await post(`payload=${encodeURIComponent(JSON.stringify(view))}`, FORM);
    expect(JSON.parse(answer.text)).toEqual({ response_action: 'errors', errors: { prompt: 'Empty.' } });
    const event = {
      type: 'event_callback',
      team_id: 'T1',
      event: { type: 'app_mention', user: 'U1', channel: 'C1' },
    };
    expect(await post(JSON.stringify(event), 'application/json')).toEqual({ status: 200, text: '' });
  });

  it('tell listeners that Slack brings it again', async () => {
    const retries: unknown[] = [];
    app.event('app_mention', async ({ context }) => {
      retries.push([context.retryNum, context.retryReason]);
      await Promise.resolve();
    });
    const event = {
      type: 'event_callback',
      team_id: 'T1',
      event: { type: 'app_mention', user: 'U1', channel: 'C1' },
    };
    await post(JSON.stringify(event), 'application/json', {
      'x-slack-retry-num': '2',
      'x-slack-retry-reason': 'http_timeout',
    });
    await events.settled();
    expect(retries).toEqual([[2, 'http_timeout']]);
  });

  it('answer before the listener has ended', async () => {
    const gate = Promise.withResolvers<undefined>();
    let isDone = false;
    app.command('/imagine', async ({ ack }) => {
      await ack();
      await gate.promise;
      isDone = true;
    });
    expect(await post(COMMAND, FORM)).toEqual({ status: 200, text: '' });
    expect(isDone).toBe(false);
    gate.resolve(undefined);
    await events.settled();
    expect(isDone).toBe(true);
  });

  it('say after three seconds that nobody acknowledged', async () => {
    const gate = Promise.withResolvers<undefined>();
    app.command('/imagine', async () => {
      await gate.promise;
    });
    const answer = post(COMMAND, FORM);
    await expect.poll(() => clock.sleeping).toBe(1);
    await clock.advance(3000);
    expect(await answer).toMatchObject({ status: 404 });
    gate.resolve(undefined);
  });

  it('say at once that no listener wants it', async () => {
    expect(await post(COMMAND, FORM)).toMatchObject({ status: 404 });
  });

  it('answer even when the listener throws', async () => {
    app.command('/imagine', async () => {
      await Promise.resolve();
      throw new Error('broken');
    });
    expect(await post(COMMAND, FORM)).toMatchObject({ status: 404 });
  });

  it.each([
    ['a wrong signature', { 'x-slack-signature': `v0=${'0'.repeat(64)}` }],
    ['a time from the future', { 'x-slack-request-timestamp': '9999999999' }],
  ])('refuse %s before anything is read', async (_what, headers) => {
    app.command('/imagine', async ({ ack }) => ack('no'));
    expect(await post(COMMAND, FORM, headers)).toMatchObject({ status: 401 });
  });

  it('refuse a signed body that they cannot read', async () => {
    expect(await post('{', 'application/json')).toMatchObject({ status: 400 });
  });

  it('take nothing once they stop, so that Slack brings it again', async () => {
    await receiver.stop();
    expect(await post(COMMAND, FORM)).toMatchObject({ status: 503 });
    expect(receiver.health()).toMatchObject({ ready: false });
  });

  it('leave the bodies of other routes as they are', async () => {
    const answer = await http.inject({ method: 'POST', url: '/other', payload: { a: 1 } });
    expect(answer.json()).toEqual({ got: { a: 1 } });
  });
});
