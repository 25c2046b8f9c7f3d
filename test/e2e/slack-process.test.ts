import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ChannelRecord, MessageRecord } from '../support/fake-slack/index.ts';
import { Program, runProgram } from '../support/program.ts';
import { SlackRoom } from '../support/slack-room.ts';

const PATIENCE_MS = 40_000;

let room: SlackRoom;

afterEach(() => room.close());

function start(): Promise<Program> {
  return Program.start(room.dataDir, room.environment);
}

function withPicture(channel: ChannelRecord = room.channel): MessageRecord[] {
  return room.botMessages(channel).filter((message) => room.fake.filesOf(message).length > 0);
}

function statuses(): MessageRecord[] {
  return room.botMessages().filter(({ metadata }) => metadata?.['event_type'] === 'imagine_status');
}

async function picture(): Promise<MessageRecord> {
  return room.fake.waitFor(() => withPicture()[0], 'the picture', PATIENCE_MS);
}

/** The status shrinks to one line once the picture stands: then the job is at its end. */
async function shrunk(): Promise<MessageRecord> {
  return room.fake.waitFor(
    () => statuses().find((message) => room.fake.shownText(message).includes('See the picture')),
    'the end of the status',
    PATIENCE_MS,
  );
}

describe('the program with Slack’s tokens', () => {
  beforeEach(async () => {
    // Slower than usual, so that there is a middle to be killed in.
    room = await SlackRoom.open({ stopped: true, speed: 4 });
  });

  it('says where it is, paints, and ends within five seconds', { timeout: 120_000 }, async () => {
    await using program = await start();
    expect(program.banner).toContain('Painters');
    for (const secret of [room.fake.botToken, room.fake.appToken])
      expect(program.banner).not.toContain(secret);
    await room.fake.waitForReady();
    room.ada.slash(room.channel, '/imagine', 'a red fox');
    expect(room.fake.shownText(await picture())).toContain('a red fox');
    await shrunk();
    const began = performance.now();
    expect(await program.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(room.bought).toBe(1);
  });

  it(
    'closes its connection in time although a post hangs, and finds the post at the next start',
    { timeout: 120_000 },
    async () => {
      const { fake } = room;
      await using first = await start();
      await fake.waitForReady();
      const met = fake.failNext('chat.postMessage', {
        silentAfterTaking: true,
        when: (args) => JSON.stringify(args['metadata'] ?? null).includes('imagine_render'),
      });
      room.ada.slash(room.channel, '/imagine', 'a red fox');
      await fake.waitFor(() => met.hits === 1, 'the post', PATIENCE_MS);
      const began = performance.now();
      expect(await first.stop()).toBe(0);
      // Four seconds for the post and a little for the rest; at 8.5 s the process would end whatever is still open.
      expect(performance.now() - began).toBeLessThan(8000);
      await using _second = await start();
      const shown = await picture();
      await shrunk();
      expect(withPicture()).toEqual([shown]);
    },
  );

  it(
    'goes on after kill -9 in the middle: one job, one submit, one picture',
    { timeout: 120_000 },
    async () => {
      await using first = await start();
      room.ada.slash(room.channel, '/imagine', 'a red fox');
      await expect.poll(() => room.looksAtService(), { timeout: PATIENCE_MS }).toBeGreaterThan(0);
      await first.kill();
      expect(withPicture()).toEqual([]);
      await using _second = await start();
      const shown = await picture();
      await shrunk();
      expect(withPicture()).toEqual([shown]);
      expect(statuses()).toHaveLength(1);
      expect(room.bought).toBe(1);
    },
  );

  it.each([
    ['the status', 'imagine_status'],
    ['the picture', 'imagine_render'],
  ])(
    'posts %s once when it was killed before it heard that it stands',
    { timeout: 120_000 },
    async (_what, event) => {
      const { fake } = room;
      await using first = await start();
      const met = fake.failNext('chat.postMessage', {
        silentAfterTaking: true,
        when: (args) => JSON.stringify(args['metadata'] ?? null).includes(event),
      });
      room.ada.slash(room.channel, '/imagine', 'a red fox');
      await fake.waitFor(() => met.hits === 1, 'the post', PATIENCE_MS);
      await first.kill();
      await using _second = await start();
      const shown = await picture();
      await shrunk();
      expect(withPicture()).toEqual([shown]);
      expect(statuses()).toHaveLength(1);
      expect(room.bought).toBe(1);
    },
  );

  it.each([
    ['a bot token that Slack does not know', { SLACK_BOT_TOKEN: 'xoxb-of-nobody' }, 'SLACK_BOT_TOKEN'],
    ['an app-level token that Slack does not know', { SLACK_APP_TOKEN: 'xapp-of-nobody' }, 'SLACK_APP_TOKEN'],
  ])('refuses %s in one line', { timeout: 120_000 }, async (_what, settings, words) => {
    const { code, stderr } = await runProgram(['start'], room.dataDir, { ...room.environment, ...settings });
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(words);
    for (const value of Object.values(settings)) expect(stderr).not.toContain(value);
  });
});
