import { MINUTE_MS } from '../../src/core/index.ts';
import { DiscordRoom, type DiscordRoomOptions } from './discord-room.ts';
import type { MessageRecord } from './fake-discord/index.ts';

/** Longer than an interaction token lives. */
const UNTIL_DEAD_MS = 20 * MINUTE_MS;

/**
 * A private render of Ada's that waited in line until the token of its command was dead: it comes by direct message, or, where those are
 * closed, stands behind a notice in the channel.
 *
 * @param given is handed the room as soon as it is open, to be closed whatever comes of the rest.
 */
export async function openWithLatePrivate(
  { prompt, dmsClosed, ...options }: DiscordRoomOptions & { prompt: string; dmsClosed: boolean },
  given: (room: DiscordRoom) => void,
): Promise<MessageRecord> {
  const room = await DiscordRoom.open({ environment: { SEGMIND_MAX_IN_FLIGHT: '1' }, ...options });
  given(room);
  const { ada, bob, channel, fake, guild } = room;
  const elsewhere = fake.textChannel(guild);
  const first = await bob.slash('imagine', { prompt: 'a stone #stuck' }, { channel: elsewhere });
  const stuck = await first.waitForResponse((shown) => room.text(shown).includes('PROCESSING'));
  const asked = await ada.slash('imagine', { prompt, visibility: 'requester' }, { channel });
  await asked.waitForResponse((shown) => room.text(shown).includes('IN LINE'));
  ada.setDmsClosed(dmsClosed);
  await fake.clock.advance(UNTIL_DEAD_MS);
  bob.clickButton(stuck, 'Cancel', { channel: elsewhere });
  const late = dmsClosed
    ? await fake.waitFor(() => room.botMessages()[0], 'the notice in the channel')
    : await room.picture({ channel: ada.dm });
  await room.ended();
  return late;
}
