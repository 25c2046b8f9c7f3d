import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MINUTE_MS } from '../../src/core/index.ts';
import type { Delivery } from '../support/fake-slack/index.ts';
import { SlackRoom } from '../support/slack-room.ts';

let room: SlackRoom;

beforeEach(async () => {
  room = await SlackRoom.open({ mode: 'http' });
});
afterEach(() => room.close());

function mentionSent(): Delivery {
  const mention = room.fake.eventsOf('app_mention').at(-1);
  if (!mention) throw new Error('no mention was sent');
  return mention;
}

describe('events over HTTP', () => {
  it('are answered at once, and painted', async () => {
    const { fake, ada, channel } = room;
    ada.mention(channel, 'a red fox');
    await fake.waitFor(() => mentionSent().ack, 'an answer');
    expect(mentionSent().ack).toMatchObject({ status: 200, payload: {} });
    await room.picture();
    expect(room.bought).toBe(1);
  });

  it('make one job, however often Slack sends them', async () => {
    const { fake, ada, channel } = room;
    ada.mention(channel, 'a red fox');
    const mention = mentionSent();
    for (const _ of Array.from({ length: 3 })) fake.redeliver(mention, 'http_timeout');
    await fake.waitFor(() => mention.ack, 'an answer');
    await room.picture();
    ada.mention(channel, 'a blue whale');
    await room.picture({ nth: 2 });
    expect(mention.attempts).toHaveLength(4);
    expect(await room.jobs()).toHaveLength(2);
    expect(room.bought).toBe(2);
  });

  it('are painted when Slack brings them again after the program was away', async () => {
    const { fake, ada, channel } = room;
    await room.stop();
    ada.mention(channel, 'a red fox');
    const mention = mentionSent();
    await fake.waitFor(() => mention.failure, 'the failure');
    await room.start();
    fake.redeliver(mention, 'connection_failed');
    await room.picture();
    expect(room.bought).toBe(1);
  });

  it('tell what is wrong with a form in the answer', async () => {
    const { ada, channel } = room;
    const form = await ada.slash(channel, '/imagine').opened();
    const errors = await ada.submitView(form, { prompt: 'a red fox', seed: '99999999999999' }).errors();
    expect(Object.keys(errors)).toEqual(['seed']);
    expect(await ada.submitView(form, { prompt: 'a red fox', seed: '7' }).errors()).toEqual({});
    await room.picture();
    expect(room.bought).toBe(1);
  });

  it.each([
    ['of another secret', { secret: 'somebody else’s' }],
    ['that is an hour old', { shiftMs: -60 * MINUTE_MS }],
    ['of the future', { shiftMs: 60 * MINUTE_MS }],
  ])('with a signature %s come to nothing', async (_what, signing) => {
    const { fake, ada, channel } = room;
    const http = fake.deliverTo(`${room.app.url}/slack/events`);
    http.signing = { secret: fake.signingSecret, ...signing };
    const command = ada.slash(channel, '/imagine', 'a red fox');
    await expect(command.acked()).rejects.toThrow('http 401');
    http.signing = { secret: fake.signingSecret };
    await ada.slash(channel, '/imagine', 'a blue whale').acked();
    await room.picture();
    expect((await room.jobs()).map(({ request }) => request.prompt)).toEqual(['a blue whale']);
    expect(room.bought).toBe(1);
  });
});
