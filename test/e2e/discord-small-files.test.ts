import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import type { MessageRecord } from '../support/fake-discord/index.ts';

/** Less than the emulator's picture has, and more than half of that: what it becomes when it is made smaller. */
const LIMIT_BYTES = 60 * 1024;
/** The same words with the same seed are the same picture. */
const ASKED = { prompt: 'a red fox', seed: 7 };

let room: DiscordRoom;
beforeEach(async () => {
  room = await DiscordRoom.open({ fake: { fileLimitBytes: LIMIT_BYTES } });
});
afterEach(() => room.close());

async function painted(options: Record<string, string> = {}): Promise<MessageRecord> {
  const { ada, channel } = room;
  const message = await room.pictureOf(await ada.slash('imagine', { ...ASKED, ...options }, { channel }));
  const [job] = await room.jobs();
  expect(job?.takes[0]?.pictures?.[0]?.sizeBytes).toBeGreaterThan(LIMIT_BYTES);
  return message;
}

function isSmaller(message: MessageRecord | undefined): void {
  expect(message?.files).toHaveLength(1);
  expect(message?.files[0]?.bytes.byteLength).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(message && room.text(message)).toContain('Shown smaller than painted');
}

describe('a place that takes small files only', () => {
  it('shows a picture smaller than it was painted, and says so', async () => {
    isSmaller(await painted());
    expect(room.bought).toBe(1);
  });

  it('shows it so where it is shared from there as well', async () => {
    const { ada, fake, guild } = room;
    const menu = await ada.clickButton(await painted(), 'Share').waitForResponse();
    const target = fake.textChannel(guild);
    const [job] = await room.jobs();
    ada.selectChannel(menu, `ibd1:share:to:${job?.id ?? ''}`, target);
    isSmaller(await fake.waitFor(() => room.botMessages(target)[0], 'the share'));
  });

  it('shows it so where its owner publishes it', async () => {
    const { ada, channel, fake } = room;
    const message = await painted({ visibility: 'requester' });
    isSmaller(message);
    ada.clickButton(message, 'Share here');
    isSmaller(await fake.waitFor(() => room.botMessages(channel)[0], 'the share'));
  });

  it('shows it so once more', async () => {
    const { ada, channel } = room;
    await painted();
    const [job] = await room.jobs();
    const again = await ada.slash('renders show', { render: job?.id ?? '' }, { channel });
    isSmaller(await again.waitForResponse(({ files }) => files.length > 0));
  });
});
