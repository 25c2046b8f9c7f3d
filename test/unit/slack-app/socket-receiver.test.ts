import { setTimeout as wait } from 'node:timers/promises';

import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '../../../src/core/index.ts';
import type { SlackReceiver } from '../../../src/slack/receiver.ts';
import { APP_TOKEN, SlackSocketRig } from '../../support/slack-socket-rig.ts';
import type { SlackStub } from '../../support/slack-stub.ts';

const COMMAND = { command: '/imagine', text: 'a red fox', team_id: 'T1', user_id: 'U1', channel_id: 'C1' };
const MENTION = {
  type: 'event_callback',
  team_id: 'T1',
  event: { type: 'app_mention', user: 'U1', channel: 'C1' },
};
const REFUSED = { body: { ok: false, error: 'invalid_auth' } };
const BROKEN = { body: 'bad gateway', status: 502 };

describe('events over Socket Mode', () => {
  let rig: SlackSocketRig;
  let slack: SlackStub;
  let receiver: SlackReceiver;
  let app: App;

  beforeEach(async () => {
    rig = await SlackSocketRig.open();
    ({ slack, receiver, app } = rig);
  });
  afterEach(() => rig.close());

  it('acknowledge with what the listener says', async () => {
    app.command('/imagine', async ({ command, ack }) => ack(`You said ${command.text}`));
    await rig.connected();
    expect(receiver.health()).toEqual({ ready: true, detail: 'connected by Socket Mode' });
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => slack.acks.get('e-1')).toEqual({ text: 'You said a red fox' });
  });

  it('go to Slack with the app-level token alone, and with none of it in the log', async () => {
    await rig.connected();
    expect(slack.calls).toEqual([{ method: 'apps.connections.open', token: APP_TOKEN, args: {} }]);
    slack.refresh();
    await expect.poll(() => slack.sockets.length).toBe(2);
    expect(rig.log).not.toContain(APP_TOKEN);
    expect(rig.log).not.toContain(slack.origin('ws'));
  });

  it('tell listeners that Slack brings it again', async () => {
    const retries: unknown[] = [];
    app.event('app_mention', async ({ context }) => {
      retries.push([context.retryNum, context.retryReason]);
      await Promise.resolve();
    });
    await rig.connected();
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

  it('refuse a wrong app-level token in words', async () => {
    slack.on('apps.connections.open', () => REFUSED);
    const failure = await receiver.start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toMatch(
      /SLACK_APP_TOKEN is refused by Slack \(invalid_auth\)[^]*connections:write/,
    );
    expect(String(failure)).not.toContain(APP_TOKEN);
  });

  it('drop an envelope that they cannot read', async () => {
    app.command('/imagine', async ({ ack }) => ack('still here'));
    await rig.connected();
    slack.socket.send('{"type":"events_api"}');
    slack.socket.send('no JSON');
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => slack.acks.get('e-1')).toEqual({ text: 'still here' });
    expect(rig.log).toContain('could not be read');
  });

  it('log what a listener throws, and nothing of what was said', async () => {
    app.command('/imagine', async ({ ack }) => {
      await ack();
      throw new Error('a red fox broke it');
    });
    await rig.connected();
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => rig.log).toContain('an event of Slack was not handled');
    expect(rig.log).not.toContain('red fox');
  });

  it('drop an answer whose socket is gone', async () => {
    app.command('/imagine', async ({ ack }) => {
      slack.socket.terminate();
      await rig.becomes(false);
      await ack();
    });
    slack.on('apps.connections.open', () => ({ body: { ok: true, url: `${slack.origin('ws')}/link` } }));
    await rig.connected();
    slack.on('apps.connections.open', () => BROKEN);
    slack.send('e-1', 'slash_commands', COMMAND);
    await expect.poll(() => rig.log).toContain('an event of Slack was not handled');
    await rig.events.settled();
  });

  it('are closed when the stop has ended, once or twice, and take nothing after it', async () => {
    const taken: string[] = [];
    app.command('/imagine', async ({ command, ack }) => {
      taken.push(command.text);
      await ack();
    });
    await rig.connected();
    const closed = new Promise((resolve) => slack.socket.once('close', resolve));
    await Promise.all([receiver.stop(), closed]);
    await receiver.stop();
    expect(receiver.health()).toEqual({ ready: false, detail: 'stopping' });
    expect(taken).toEqual([]);
    await wait(100);
    expect(slack.countOf('apps.connections.open')).toBe(1);
  });

  it('are cut when Slack does not answer the close', async () => {
    await rig.connected();
    slack.socket.pause();
    const before = performance.now();
    await receiver.stop();
    expect(performance.now() - before).toBeLessThan(3000);
  });
});
