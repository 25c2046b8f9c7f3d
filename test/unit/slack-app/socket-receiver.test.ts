import { setTimeout as wait } from 'node:timers/promises';

import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError, createLogger, systemClock } from '../../../src/core/index.ts';
import { createBoltApp } from '../../../src/slack/bolt-app.ts';
import { createLibraryLogger } from '../../../src/slack/library-logger.ts';
import type { SlackReceiver } from '../../../src/slack/receiver.ts';
import { createRunningEvents, type RunningEvents } from '../../../src/slack/running-events.ts';
import { createSocketReceiver } from '../../../src/slack/socket-receiver.ts';
import { SlackStub } from '../../support/slack-stub.ts';

const APP_TOKEN = 'xapp-1-A1-test-0123456789';
const COMMAND = { command: '/imagine', text: 'a red fox', team_id: 'T1', user_id: 'U1', channel_id: 'C1' };
const MENTION = {
  type: 'event_callback',
  team_id: 'T1',
  event: { type: 'app_mention', user: 'U1', channel: 'C1' },
};
const REFUSED = { body: { ok: false, error: 'invalid_auth' } };
const BROKEN = { body: 'bad gateway', status: 502 };

/** A clock whose waits for the next try are short; the stop's own limit stays. */
const impatient = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 1500) / 20, signal),
};

describe('events over Socket Mode', () => {
  let slack: SlackStub;
  let receiver: SlackReceiver;
  let events: RunningEvents;
  let app: App;
  let log: string;
  const unhandled: unknown[] = [];
  const keep = (reason: unknown): void => void unhandled.push(reason);

  beforeEach(async () => {
    unhandled.length = 0;
    process.on('unhandledRejection', keep);
    slack = await SlackStub.start();
    log = '';
    ({ receiver, app, events } = await open());
  });
  afterEach(async () => {
    await receiver.stop();
    await slack.close();
    process.off('unhandledRejection', keep);
    if (unhandled.length > 0)
      throw new Error('A rejection was left to end the process.', { cause: unhandled[0] });
  });

  async function open(clock = systemClock) {
    const logger = createLogger({
      level: 'debug',
      destination: { write: (line: string) => void (log += line) },
    });
    const libraryLogger = createLibraryLogger(logger);
    const running = createRunningEvents(logger);
    const made = createSocketReceiver({
      appToken: APP_TOKEN,
      apiUrl: slack.apiUrl,
      clock,
      logger,
      libraryLogger,
      events: running,
    });
    const bolt = await createBoltApp({
      receiver: made,
      authorize: async () =>
        Promise.resolve({ botToken: 'xoxb-1', botUserId: 'UBOT', botId: 'B1', teamId: 'T1' }),
      apiUrl: slack.apiUrl,
      logger,
      libraryLogger,
    });
    return { receiver: made, app: bolt, events: running };
  }

  it('acknowledge with what the listener says', async () => {
    app.command('/imagine', async ({ command, ack }) => ack(`You said ${command.text}`));
    await receiver.start();
    expect(receiver.health()).toEqual({ ready: true, detail: 'connected by Socket Mode' });
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => slack.acks.get('e-1')).toEqual({ text: 'You said a red fox' });
  });

  it('go to Slack with the app-level token alone, and with none of it in the log', async () => {
    await receiver.start();
    expect(slack.calls).toEqual([{ method: 'apps.connections.open', token: APP_TOKEN, args: {} }]);
    slack.refresh();
    await expect.poll(() => slack.sockets.length).toBe(2);
    expect(log).not.toContain(APP_TOKEN);
    expect(log).not.toContain(slack.origin('ws'));
  });

  it('tell listeners that Slack brings it again', async () => {
    const retries: unknown[] = [];
    app.event('app_mention', async ({ context }) => {
      retries.push([context.retryNum, context.retryReason]);
      await Promise.resolve();
    });
    await receiver.start();
    slack.socket.send(
      JSON.stringify({
        envelope_id: 'e-1',
        type: 'events_api',
        payload: MENTION,
        retry_attempt: 1,
        retry_reason: 'timeout',
      }),
    );
    await expect.poll(() => retries).toEqual([[1, 'timeout']]);
  });

  it('open the next socket at once when Slack wants another', async () => {
    await receiver.start();
    await wait(0);
    const before = performance.now();
    slack.refresh();
    await expect.poll(() => receiver.health().ready && slack.sockets.length, { interval: 5 }).toBe(2);
    // The library alone waits for five seconds here.
    expect(performance.now() - before).toBeLessThan(1500);
    app.command('/imagine', async ({ ack }) => ack('here'));
    slack.send('e-2', 'slash_commands', COMMAND);
    await expect.poll(() => slack.acks.get('e-2')).toEqual({ text: 'here' });
  });

  it('survive an outage in the middle of a reconnect', async () => {
    ({ receiver } = await open(impatient));
    await receiver.start();
    slack.on('apps.connections.open', () => BROKEN);
    slack.socket.terminate();
    await expect.poll(() => slack.countOf('apps.connections.open')).toBeGreaterThan(4);
    expect(receiver.health()).toMatchObject({ ready: false });
    expect(receiver.health().detail).toMatch(/^reconnecting since \d\d:\d\d UTC$/);
    slack.on('apps.connections.open', () => ({ body: { ok: true, url: `${slack.origin('ws')}/link` } }));
    await expect.poll(() => receiver.health().ready).toBe(true);
  });

  it('survive a token that is taken back in the middle of a reconnect, and say so', async () => {
    ({ receiver } = await open(impatient));
    await receiver.start();
    slack.on('apps.connections.open', () => REFUSED);
    slack.refresh();
    await expect.poll(() => slack.countOf('apps.connections.open')).toBeGreaterThan(3);
    expect(receiver.health()).toMatchObject({ ready: false });
    expect(receiver.health().detail).toContain('SLACK_APP_TOKEN is refused');
  });

  it('pause between sockets that Slack closes at once', async () => {
    await receiver.start();
    slack.saysHello = false;
    const closing = setInterval(() => slack.sockets.forEach((socket) => socket.terminate()), 5);
    await wait(700);
    clearInterval(closing);
    // The first, the one after it at once, one after half a second, and the next only a second later.
    expect(slack.countOf('apps.connections.open')).toBeLessThanOrEqual(3);
  });

  it('refuse a wrong app-level token in words', async () => {
    slack.on('apps.connections.open', () => REFUSED);
    const failure = await receiver.start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toMatch(
      /SLACK_APP_TOKEN is refused by Slack \(invalid_auth\)[^]*connections:write/,
    );
    expect(String(failure)).not.toContain(APP_TOKEN);
  });

  it('start without Slack, and go on trying', async () => {
    ({ receiver } = await open(impatient));
    slack.on('apps.connections.open', () => BROKEN);
    await receiver.start();
    expect(receiver.health().ready).toBe(false);
    slack.on('apps.connections.open', () => ({ body: { ok: true, url: `${slack.origin('ws')}/link` } }));
    await expect.poll(() => receiver.health().ready).toBe(true);
  });

  it('try again when Slack opens a socket and says nothing', async () => {
    ({ receiver } = await open(impatient));
    slack.saysHello = false;
    const started = receiver.start();
    await expect.poll(() => slack.sockets.length).toBeGreaterThan(1);
    slack.saysHello = true;
    await started;
    await expect.poll(() => receiver.health().ready).toBe(true);
  });

  it('drop an envelope that they cannot read', async () => {
    app.command('/imagine', async ({ ack }) => ack('still here'));
    await receiver.start();
    slack.socket.send('{"type":"events_api"}');
    slack.socket.send('no JSON');
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => slack.acks.get('e-1')).toEqual({ text: 'still here' });
    expect(log).toContain('could not be read');
  });

  it('log what a listener throws, and nothing of what was said', async () => {
    app.command('/imagine', async ({ ack }) => {
      await ack();
      throw new Error('a red fox broke it');
    });
    await receiver.start();
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => log).toContain('an event of Slack was not handled');
    expect(log).not.toContain('red fox');
  });

  it('drop an answer whose socket is gone', async () => {
    app.command('/imagine', async ({ ack }) => {
      slack.socket.terminate();
      await expect.poll(() => receiver.health().ready).toBe(false);
      await ack();
    });
    slack.on('apps.connections.open', () => ({ body: { ok: true, url: `${slack.origin('ws')}/link` } }));
    await receiver.start();
    slack.on('apps.connections.open', () => BROKEN);
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => log).toContain('an event of Slack was not handled');
    await events.settled();
  });

  it('are closed when the stop has ended, once or twice, and take nothing after it', async () => {
    const taken: string[] = [];
    app.command('/imagine', async ({ command, ack }) => {
      taken.push(command.text);
      await ack();
    });
    await receiver.start();
    const closed = new Promise((resolve) => slack.socket.once('close', resolve));
    await Promise.all([receiver.stop(), closed]);
    await receiver.stop();
    expect(receiver.health()).toEqual({ ready: false, detail: 'stopping' });
    expect(taken).toEqual([]);
    await wait(100);
    expect(slack.countOf('apps.connections.open')).toBe(1);
  });

  it('are cut when Slack does not answer the close', async () => {
    await receiver.start();
    slack.socket.pause();
    const before = performance.now();
    await receiver.stop();
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('can be stopped in the middle of a reconnect', async () => {
    await receiver.start();
    slack.on('apps.connections.open', () => BROKEN);
    slack.socket.terminate();
    await expect.poll(() => slack.countOf('apps.connections.open')).toBeGreaterThan(1);
    await receiver.stop();
    const calls = slack.countOf('apps.connections.open');
    await wait(100);
    expect(slack.countOf('apps.connections.open')).toBe(calls);
  });
});
