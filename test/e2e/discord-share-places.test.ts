import { afterEach, beforeEach, expect, describe, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import type { ChannelRecord, MessageRecord } from '../support/fake-discord/index.ts';

let room: DiscordRoom;
beforeEach(async () => {
  room = await DiscordRoom.open();
});
afterEach(() => room.close());

async function privateIn(channel: ChannelRecord): Promise<MessageRecord> {
  const asked = await room.ada.slash(
    'imagine',
    { prompt: 'a red fox', visibility: 'requester' },
    { channel },
  );
  return room.pictureOf(asked);
}

describe('Share of a private picture', () => {
  it('publishes it by the token of the click where the bot is no member', async () => {
    const { ada, fake } = room;
    const channel = fake.textChannel(fake.guild({ botJoined: false }));
    const message = await privateIn(channel);
    expect(room.botMessages(channel)).toEqual([]);
    ada.clickButton(message, 'Share here', { channel });
    const published = await fake.waitFor(() => room.botMessages(channel)[0], 'the share');
    expect(published.files).toHaveLength(1);
    await fake.waitFor(() => !JSON.stringify(message.components).includes('Share here'), 'no second Share');
    expect(room.botMessages(channel)).toEqual([published]);
    expect(room.bought).toBe(1);
  });

  it('names the right that is missing where the bot may not write, and works once it may', async () => {
    const { ada, channel, fake } = room;
    const message = await privateIn(channel);
    fake.permit(channel, 'bot', { deny: ['SendMessages'] });
    expect(await room.told(ada.clickButton(message, 'Share here'))).toContain('Send Messages');
    expect(room.botMessages()).toEqual([]);
    fake.permit(channel, 'bot', {});
    ada.clickButton(message, 'Share here');
    const published = await fake.waitFor(() => room.botMessages()[0], 'the share');
    expect(published.files).toHaveLength(1);
  });
});
