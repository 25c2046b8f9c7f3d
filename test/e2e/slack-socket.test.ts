import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SlackRoom } from '../support/slack-room.ts';

let room: SlackRoom;

beforeEach(async () => {
  room = await SlackRoom.open();
});
afterEach(() => room.close());

/** Resolves once the job was paid and its picture is not there yet: the middle. */
async function inTheMiddle(): Promise<void> {
  room.emulator.addScenario({ scenario: 'slow' });
  room.ada.slash(room.channel, '/imagine', 'a red fox');
  await room.fake.waitFor(() => room.botMessages().length === 1, 'the status');
  await expect.poll(() => room.bought).toBe(1);
}

/** What is asked for next is painted as well: the bot hears again. */
async function hearsAgain(): Promise<void> {
  const { fake, ada, channel } = room;
  ada.mention(channel, 'a blue whale');
  await fake.waitFor(() => fake.eventsOf('app_mention').every(({ ack }) => ack !== null), 'an answer');
  await room.picture({ nth: 2 });
  expect(room.bought).toBe(2);
}

describe('a socket that Slack', () => {
  it('renews in the middle takes no picture along, and no event', async () => {
    const { fake } = room;
    await inTheMiddle();
    fake.socket.refresh();
    await room.picture();
    expect(room.bought).toBe(1);
    await hearsAgain();
    expect(fake.socket.opened).toBe(2);
  });

  it('cuts in the middle takes no picture along, and no event', async () => {
    const { fake } = room;
    await inTheMiddle();
    fake.socket.cut();
    await hearsAgain();
    expect(fake.botMessages(room.channel).filter((m) => fake.filesOf(m).length > 0)).toHaveLength(2);
    expect(fake.socket.opened).toBe(2);
  });

  it('cuts before an event was acknowledged brings it again, and one job comes of it', async () => {
    const { fake, ada, channel } = room;
    ada.mention(channel, 'a red fox');
    fake.socket.cut();
    await room.picture();
    const [mention] = fake.eventsOf('app_mention');
    expect(mention?.ack).not.toBeNull();
    expect(await room.jobs()).toHaveLength(1);
    expect(room.bought).toBe(1);
  });

  it('does not open for a while is opened again and again, and what waited is painted', async () => {
    const { fake, ada, channel } = room;
    fake.socket.refuseConnections = true;
    fake.socket.cut();
    await fake.waitFor(() => fake.socket.connections === 0, 'the end of the socket');
    await fake.waitFor(() => fake.callsTo('apps.connections.open').length > 2, 'a second try');
    ada.mention(channel, 'a red fox');
    expect(room.app.adapters[0]?.health().ready).toBe(false);
    fake.socket.refuseConnections = false;
    await room.picture();
    expect(room.app.adapters[0]?.health().ready).toBe(true);
    expect(room.bought).toBe(1);
  });

  it('renews while a form is open leaves the form as it was', async () => {
    const { fake, ada, channel } = room;
    const form = await ada.slash(channel, '/imagine').opened();
    fake.socket.refresh();
    await fake.waitFor(() => fake.socket.opened === 2 && fake.socket.connections === 1, 'a new socket');
    expect(await ada.submitView(form, { prompt: 'a red fox' }).errors()).toEqual({});
    await room.picture();
    expect(room.bought).toBe(1);
  });
});
