import { setTimeout as wait } from 'node:timers/promises';

import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Clock } from '../../../src/core/index.ts';
import type { SlackReceiver } from '../../../src/slack/receiver.ts';
import { impatient, SlackSocketRig } from '../../support/slack-socket-rig.ts';
import type { SlackStub } from '../../support/slack-stub.ts';

const COMMAND = { command: '/imagine', text: 'a red fox', team_id: 'T1', user_id: 'U1', channel_id: 'C1' };
const REFUSED = { body: { ok: false, error: 'invalid_auth' } };
const HELLO = JSON.stringify({ type: 'hello' });
const BROKEN = { body: 'bad gateway', status: 502 };

describe('the socket to Slack', () => {
  let rig: SlackSocketRig;
  let slack: SlackStub;
  let receiver: SlackReceiver;
  let app: App;

  beforeEach(() => open());
  afterEach(() => rig.close());

  async function open(clock?: Clock): Promise<void> {
    rig = await SlackSocketRig.open(clock);
    ({ slack, receiver, app } = rig);
  }

  /** The same with short waits for the next try. */
  async function hurry(): Promise<void> {
    await rig.close();
    await open(impatient);
  }

  it('is followed by the next at once when Slack wants another', async () => {
    await rig.connected();
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

  it('survives an outage in the middle of a reconnect', async () => {
    await hurry();
    await rig.connected();
    slack.on('apps.connections.open', () => BROKEN);
    slack.socket.terminate();
    await rig.asked(5);
    expect(receiver.health()).toMatchObject({ ready: false });
    expect(receiver.health().detail).toMatch(/^reconnecting since \d\d:\d\d UTC$/);
    slack.on('apps.connections.open', () => ({ body: { ok: true, url: `${slack.origin('ws')}/link` } }));
    await rig.becomes(true);
  });

  it('survives a token that is taken back in the middle of a reconnect, and say so', async () => {
    await hurry();
    await rig.connected();
    slack.on('apps.connections.open', () => REFUSED);
    slack.refresh();
    await rig.asked(4);
    expect(receiver.health()).toMatchObject({ ready: false });
    expect(receiver.health().detail).toContain('SLACK_APP_TOKEN is refused');
  });

  it('is opened after a pause when Slack closes it at once', async () => {
    await rig.connected();
    slack.saysHello = false;
    const closing = setInterval(() => slack.sockets.forEach((socket) => socket.terminate()), 5);
    await wait(700);
    clearInterval(closing);
    // The first, the one after it at once, one after half a second, and the next only a second later.
    expect(slack.countOf('apps.connections.open')).toBeLessThanOrEqual(3);
  });

  it('lets the program start without it, and comes when it can', async () => {
    await hurry();
    slack.on('apps.connections.open', () => BROKEN);
    await receiver.start();
    expect(receiver.health().ready).toBe(false);
    slack.on('apps.connections.open', () => ({ body: { ok: true, url: `${slack.origin('ws')}/link` } }));
    await rig.becomes(true);
  });

  it('lets the program start when Slack takes its time, and comes when Slack answers', async () => {
    await hurry();
    const answered = Promise.withResolvers<undefined>();
    slack.on('apps.connections.open', async () => {
      await answered.promise;
      return { body: { ok: true, url: `${slack.origin('ws')}/link` } };
    });
    await receiver.start();
    expect(receiver.health()).toEqual({ ready: false, detail: 'not connected yet' });
    answered.resolve(undefined);
    await rig.becomes(true);
  });

  it('tells by its health that the token was refused after the start', async () => {
    await hurry();
    slack.on('apps.connections.open', () => BROKEN);
    await receiver.start();
    slack.on('apps.connections.open', () => REFUSED);
    await vi.waitUntil(() => receiver.health().detail.includes('SLACK_APP_TOKEN is refused'), 15_000);
  });

  it('is opened anew when Slack says nothing on it', async () => {
    await hurry();
    slack.saysHello = false;
    const started = receiver.start();
    await expect.poll(() => slack.sockets.length).toBeGreaterThan(1);
    slack.saysHello = true;
    await started;
    await rig.becomes(true);
  });

  it('is the only one, when the hello of an earlier one is late', async () => {
    await hurry();
    slack.saysHello = false;
    const started = receiver.start();
    await expect.poll(() => slack.sockets.length).toBeGreaterThan(1);
    slack.saysHello = true;
    slack.sockets[0]?.send(HELLO);
    await started;
    await rig.becomes(true);
    await expect.poll(() => slack.openSockets).toBe(1);
    await receiver.stop();
    await expect.poll(() => slack.openSockets).toBe(0);
  });

  it('is not opened when its address comes after the stop', async () => {
    const asked = Promise.withResolvers<undefined>();
    const answered = Promise.withResolvers<undefined>();
    slack.on('apps.connections.open', async () => {
      asked.resolve(undefined);
      await answered.promise;
      return { body: { ok: true, url: `${slack.origin('ws')}/link` } };
    });
    const started = receiver.start().catch((error: unknown) => error);
    await asked.promise;
    await receiver.stop();
    answered.resolve(undefined);
    expect(await started).toMatchObject({ reason: 'unavailable' });
    await wait(100);
    expect(slack.openSockets).toBe(0);
  });

  it('can be stopped in the middle of a reconnect', async () => {
    await rig.connected();
    slack.on('apps.connections.open', () => BROKEN);
    slack.socket.terminate();
    await rig.asked(2);
    await receiver.stop();
    const calls = slack.countOf('apps.connections.open');
    await wait(100);
    expect(slack.countOf('apps.connections.open')).toBe(calls);
  });
});
