import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MessageRecord } from '../support/fake-slack/index.ts';
import { SlackRoom } from '../support/slack-room.ts';

let room: SlackRoom;

beforeEach(async () => {
  room = await SlackRoom.open();
});
afterEach(() => room.close());

/** A picture's message carries the name of its delivery, a status message that of its job. */
function messagesOf(kind: 'imagine_render' | 'imagine_status'): MessageRecord[] {
  return room.botMessages().filter(({ metadata }) => metadata?.['event_type'] === kind);
}

describe('an event that Slack brings again', () => {
  it('makes one job and one submit', async () => {
    const { fake, ada, channel } = room;
    ada.mention(channel, 'a red fox');
    await room.picture();
    const [mention] = fake.eventsOf('app_mention');
    if (!mention) throw new Error('no mention was sent');
    fake.redeliver(mention);
    await fake.waitFor(() => mention.attempts.length === 2, 'the second attempt');
    // Events are taken in order: what comes after it shows that the repeated one was looked at.
    ada.mention(channel, 'a blue whale');
    await room.picture({ nth: 2 });
    const jobs = await room.jobs();
    expect(jobs.map(({ request }) => request.prompt)).toEqual(['a blue whale', 'a red fox']);
    expect(room.bought).toBe(2);
  });

  it('makes none after a restart', async () => {
    const { fake, ada, channel } = room;
    ada.mention(channel, 'a red fox');
    await room.picture();
    await room.restart();
    const [mention] = fake.eventsOf('app_mention');
    if (!mention) throw new Error('no mention was sent');
    fake.redeliver(mention, 'connection_failed');
    ada.mention(channel, 'a blue whale');
    await room.picture({ nth: 2 });
    expect(await room.jobs()).toHaveLength(2);
    expect(room.bought).toBe(2);
  });

  it('is told once why it made no job', async () => {
    const { fake, ada, channel } = room;
    ada.mention(channel, '');
    await fake.waitFor(() => fake.callsTo('chat.postEphemeral').length === 1, 'an answer');
    const [mention] = fake.eventsOf('app_mention');
    if (!mention) throw new Error('no mention was sent');
    fake.redeliver(mention);
    ada.mention(channel, 'a red fox');
    await room.picture();
    expect(fake.callsTo('chat.postEphemeral')).toHaveLength(1);
  });
});

describe('a post of which nobody was told that it arrived', () => {
  const isPicture = (args: Record<string, unknown>): boolean =>
    JSON.stringify(args['metadata'] ?? null).includes('imagine_render');

  it.each([
    ['timed out', { silentAfterTaking: true }],
    ['was cut off', { cutAfterTaking: true }],
  ] as const)('is one message with the picture when it %s', async (_how, fault) => {
    const { fake, ada, channel } = room;
    const met = fake.failNext('chat.postMessage', { ...fault, when: isPicture });
    ada.slash(channel, '/imagine', 'a red fox');
    const picture = await room.picture();
    expect(met.hits).toBe(1);
    expect(messagesOf('imagine_render')).toEqual([picture]);
    expect(fake.shownText(picture)).toContain('a red fox');
    expect(room.bought).toBe(1);
  });

  it('is one status message when that was cut off', async () => {
    const { fake, ada, channel } = room;
    const met = fake.failNext('chat.postMessage', 'cut after it arrived');
    ada.slash(channel, '/imagine', 'a red fox');
    await room.picture();
    expect(met.hits).toBe(1);
    expect(messagesOf('imagine_status')).toHaveLength(1);
    expect(messagesOf('imagine_render')).toHaveLength(1);
    expect(room.bought).toBe(1);
  });

  it('comes again, and is paid once, where Slack lets nobody look', async () => {
    const { fake, ada, channel } = room;
    for (const scope of ['channels:history', 'groups:history']) fake.team.scopes.delete(scope);
    fake.settings.blocksShareFiles = false;
    await room.restart();
    const met = fake.failNext('chat.postMessage', { cutAfterTaking: true, when: isPicture });
    ada.slash(channel, '/imagine', 'a red fox');
    await room.picture({ nth: 2 });
    expect(met.hits).toBe(1);
    const [, again] = messagesOf('imagine_render');
    expect(again && fake.shownText(again)).toContain('This may be a repeat');
    expect(room.bought).toBe(1);
  });

  it('is one message after the process was ended before it heard of it', async () => {
    const { fake, ada, channel } = room;
    const met = fake.failNext('chat.postMessage', { silentAfterTaking: true, when: isPicture });
    ada.slash(channel, '/imagine', 'a red fox');
    await fake.waitFor(() => met.hits === 1, 'the post');
    await room.restart();
    const picture = await room.picture();
    expect(messagesOf('imagine_render')).toEqual([picture]);
    expect(room.bought).toBe(1);
  });
});
