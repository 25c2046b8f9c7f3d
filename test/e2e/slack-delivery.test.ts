import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SECOND_MS } from '../../src/core/index.ts';
import { REQUIRED_SCOPES } from '../../src/slack/workspace.ts';
import { SteppingClock } from '../support/fake-platform/stepping-clock.ts';
import { SlackRoom } from '../support/slack-room.ts';

let room: SlackRoom;

beforeEach(async () => {
  room = await SlackRoom.open();
});
afterEach(() => room.close());

function pictureBlocks(blocks: readonly Record<string, unknown>[]): number {
  return blocks.filter(({ type }) => type === 'image').length;
}

function isPicture(args: Record<string, unknown>): boolean {
  return JSON.stringify(args['metadata'] ?? null).includes('imagine_render');
}

describe('a picture that Slack is not ready to show', () => {
  it('is posted in a block once a file is taken that was refused twice', async () => {
    const { fake } = room;
    fake.settings.readiness = { looks: 2, blockRefusals: 2 };
    const picture = await room.painted();
    const posts = fake.callsTo('chat.postMessage').filter(({ args }) => isPicture(args));
    expect(posts.map(({ error }) => error)).toEqual(['invalid_blocks', 'invalid_blocks', null]);
    expect(pictureBlocks(picture.blocks)).toBe(1);
    expect(fake.callsTo('upload')).toHaveLength(1);
    expect(fake.filesOf(picture)).toHaveLength(1);
    expect(room.bought).toBe(1);
  });

  it('stands as a file with its words below when blocks go on being refused', async () => {
    const { fake, channel } = room;
    fake.settings.readiness = { blockRefusals: Infinity };
    const picture = await room.painted();
    expect(pictureBlocks(picture.blocks)).toBe(0);
    const shown = room.botMessages().map((message) => fake.filesOf(message).length);
    expect(shown.filter((files) => files > 0)).toEqual([1]);
    const words = room.botMessages().at(-1);
    expect(words && fake.shownText(words)).toContain('a red fox');
    expect(words && fake.shownText(words)).toContain('Vary');
    expect(fake.messages(channel).flatMap(({ brokenImages }) => brokenImages)).toEqual([]);
    expect(room.bought).toBe(1);
  });
});

describe('a limit of Slack’s', () => {
  it('of any kind takes no picture along where several are painted at once, and Slack takes its time', async () => {
    // What is counted in real seconds is waited for in real seconds.
    await using busy = await SlackRoom.open({ fake: { clock: new SteppingClock() } });
    const { fake, ada, bob } = busy;
    fake.limitAsSlack();
    fake.settings.readiness = { delayMs: 2 * SECOND_MS };
    const channels = Array.from({ length: 6 }, () => fake.channel());
    for (const [at, channel] of channels.entries())
      (at % 2 === 0 ? ada : bob).slash(channel, '/imagine', `a red fox, number ${at}`);
    for (const channel of channels) expect(pictureBlocks((await busy.picture({ channel })).blocks)).toBe(1);
    const shown = channels.map((channel) =>
      busy.botMessages(channel).map((message) => fake.filesOf(message).length),
    );
    expect(shown).toEqual(channels.map(() => [0, 1]));
    expect(fake.callsTo('files.info').length).toBeLessThan(6 * channels.length);
    expect(busy.bought).toBe(6);
  });

  it('loses no picture that was never posted, where looks fail too and no history can be read', async () => {
    await using narrow = await SlackRoom.open({ fake: { scopes: REQUIRED_SCOPES } });
    const { fake, ada, channel } = narrow;
    const met = fake.failNext('chat.postMessage', { status: 429, retryAfterSeconds: 1, when: isPicture });
    let looks = 0;
    const failed = fake.failNext('files.info', {
      error: 'service_unavailable',
      // Every other one: whoever looks before a post is answered, and the post itself is not.
      when: () => met.hits > 0 && (looks += 1) % 2 === 1,
      times: 4,
    });
    ada.slash(channel, '/imagine', 'a red fox');
    await narrow.picture();
    expect(failed.hits).toBeGreaterThan(0);
    expect((await narrow.jobs()).map(({ state }) => state)).toEqual(['delivered']);
    expect(narrow.bought).toBe(1);
  });

  it('holds up the channel that met it, and no other', async () => {
    const { fake, ada, bob, channel } = room;
    const other = fake.channel();
    const met = fake.failNext('chat.postMessage', {
      status: 429,
      retryAfterSeconds: 5,
      times: Infinity,
      when: (args) => args['channel'] === channel.id && isPicture(args),
    });
    ada.slash(channel, '/imagine', 'a red fox');
    await fake.waitFor(() => met.hits > 0, 'the limit');
    bob.slash(other, '/imagine', 'a blue whale');
    const pictures = (): number => room.botMessages().filter((m) => fake.filesOf(m).length > 0).length;
    await fake.waitFor(
      () => room.botMessages(other).some((message) => fake.filesOf(message).length > 0),
      'the picture in the other channel',
    );
    expect(pictures()).toBe(0);
    met.heal();
    const picture = await room.picture();
    expect(fake.shownText(picture)).toContain('a red fox');
    expect(pictures()).toBe(1);
    expect(room.bought).toBe(2);
  });

  it('is never met by six people at once in one channel', async () => {
    const { fake, channel } = room;
    // As Slack counts, at the pace of a room whose sleeps take a tenth.
    fake.limitRate('chat.update', { limit: 50, perMs: 6 * SECOND_MS });
    const people = Array.from({ length: 6 }, (_, index) => fake.user(`Person ${index}`));
    for (const [index, person] of people.entries()) person.slash(channel, '/imagine', `a fox, ${index}`);
    await room.picture({ nth: people.length });
    expect(fake.calls.filter(({ status }) => status === 429)).toEqual([]);
    expect(room.bought).toBe(people.length);
    const shown = room.botMessages().map((message) => fake.shownText(message));
    expect(shown.filter((text) => /QUEUED|PROCESSING/.test(text))).toEqual([]);
  });
});
