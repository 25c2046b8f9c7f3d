import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { PlatformError, silentLogger, systemClock } from '../../../src/core/index.ts';
import { createBoltApp } from '../../../src/slack/bolt-app.ts';
import { EVENTS_PATH, createHttpReceiver } from '../../../src/slack/http-receiver.ts';
import { notInstalled } from '../../../src/slack/installation-store.ts';
import { createLibraryLogger } from '../../../src/slack/library-logger.ts';
import { createRunningEvents, type RunningEvents } from '../../../src/slack/running-events.ts';
import { signatureOf } from '../../../src/slack/signature.ts';
import { createUnserved } from '../../../src/slack/unserved.ts';

const SECRET = 'a signing secret';
const MENTION = {
  type: 'event_callback',
  team_id: 'T1',
  event: { type: 'app_mention', user: 'U1', channel: 'C1' },
};
const SENT_FORM = {
  type: 'view_submission',
  team: { id: 'T1' },
  user: { id: 'U1' },
  view: { callback_id: 'edit' },
};

describe('an event whose workspace cannot be had', () => {
  let http: FastifyInstance;
  let events: RunningEvents;
  /** Where commands are answered, and what came there. */
  let answers: Server;
  let answered: string[];
  let failure: Error;

  beforeEach(async () => {
    failure = new PlatformError('unavailable', 'Slack does not say whose bot token this is.');
    answered = [];
    answers = createServer((request, response) => {
      void textOf(request).then((text) => {
        answered.push(text);
        response.end('ok');
      });
    });
    answers.listen(0, '127.0.0.1');
    await once(answers, 'listening');
    http = fastify();
    events = createRunningEvents(silentLogger);
    const parts = { clock: systemClock, logger: silentLogger, events };
    const receiver = await createHttpReceiver({ http, signingSecret: SECRET, ...parts });
    await createBoltApp({
      receiver,
      authorize: () => Promise.reject(failure),
      unserved: createUnserved({ ...parts, signal: new AbortController().signal }),
      apiUrl: 'http://127.0.0.1:1/api/',
      logger: silentLogger,
      libraryLogger: createLibraryLogger(silentLogger),
    });
    await receiver.start();
  });
  afterEach(async () => {
    await http.close();
    answers.closeAllConnections();
    answers.close();
  });

  /** The status that Slack gets, once all is done. */
  async function send(type: 'json' | 'x-www-form-urlencoded', body: string): Promise<number> {
    const timestamp = String(Math.floor(systemClock.now() / 1000));
    const { statusCode } = await http.inject({
      method: 'POST',
      url: EVENTS_PATH,
      headers: {
        'content-type': `application/${type}`,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signatureOf(Buffer.from(body), timestamp, SECRET),
      },
      body,
    });
    await events.settled();
    return statusCode;
  }

  function command(): Promise<number> {
    const url = `http://127.0.0.1:${(answers.address() as AddressInfo).port}/answer`;
    const fields = { command: '/imagine', text: 'a red fox', team_id: 'T1', user_id: 'U1', channel_id: 'C1' };
    return send('x-www-form-urlencoded', String(new URLSearchParams({ ...fields, response_url: url })));
  }

  it('is answered by its own address where it has one', async () => {
    expect(await command()).toBe(200);
    expect(answered).toEqual([expect.stringContaining('Ask again later.')]);
  });

  it('is told that the app is not installed', async () => {
    failure = notInstalled();
    expect(await command()).toBe(200);
    expect(answered).toEqual([expect.stringContaining('not installed in this Slack workspace')]);
  });

  it('is not acknowledged when it is a message, so that Slack brings it again', async () => {
    expect(await send('json', JSON.stringify(MENTION))).toBe(404);
  });

  it('is acknowledged when it is a message to an app that was taken out', async () => {
    failure = notInstalled();
    expect(await send('json', JSON.stringify(MENTION))).toBe(200);
  });

  it('is not acknowledged when it is a form, so that Slack keeps it open', async () => {
    const body = String(new URLSearchParams({ payload: JSON.stringify(SENT_FORM) }));
    expect(await send('x-www-form-urlencoded', body)).toBe(404);
  });
});
