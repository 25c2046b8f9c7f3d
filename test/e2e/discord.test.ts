import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';

let room: DiscordRoom;

beforeEach(async () => {
  room = await DiscordRoom.open();
});
afterEach(() => room.close());

describe('Discord, end to end', () => {
  it('paints what was asked for into the answer that everyone sees', async () => {
    const { ada, channel } = room;
    const asked = await ada.slash('imagine', { prompt: 'a red fox --ar 16:9' }, { channel });
    expect(await asked.waitForAck()).toMatchObject({ kind: 'deferred_message', ephemeral: false });
    const answer = await asked.waitForResponse(({ files }) => files.length > 0);
    const [file] = answer.files;
    expect(await sharp(file?.bytes).metadata()).toMatchObject({ width: 1376, height: 768 });
    expect(room.text(answer)).toContain('a red fox');
    expect(room.botMessages()).toEqual([answer]);
    expect(room.bought).toBe(1);
  });

  it('goes on after a restart with what was under way', async () => {
    const { ada, channel } = room;
    room.emulator.addScenario({ scenario: 'slow' });
    const asked = await ada.slash('imagine', { prompt: 'a red fox' }, { channel });
    await room.fake.waitFor(() => room.bought === 1, 'the request to be submitted');
    await room.restart();
    const answer = await asked.waitForResponse(({ files }) => files.length > 0);
    expect(room.botMessages()).toEqual([answer]);
    expect(room.bought).toBe(1);
  });
});
