import { afterEach, describe, expect, it } from 'vitest';

import { isFinalJob, MINUTE_MS, type RenderJob } from '../../src/core/index.ts';
import type { FakeUser, MessageRecord } from '../support/fake-slack/index.ts';
import { SlackRoom, type SlackRoomOptions } from '../support/slack-room.ts';

let room: SlackRoom;
afterEach(() => room.close());

async function open(options: SlackRoomOptions = {}): Promise<SlackRoom> {
  room = await SlackRoom.open(options);
  return room;
}

/** Resolves with the app's message of the channel that has such a button. */
function withButton(actionId: string, channel = room.channel): Promise<MessageRecord> {
  return room.fake.waitFor(
    () => room.botMessages(channel).find(({ blocks }) => JSON.stringify(blocks).includes(`"${actionId}"`)),
    `a message with ${actionId}`,
  );
}

async function lastJob(): Promise<RenderJob | undefined> {
  const [job] = await room.jobs();
  return job;
}

/** Makes a job that fails with a lost answer, and gives its message. */
async function lost(): Promise<MessageRecord> {
  room.ada.slash(room.channel, '/imagine', 'a fox #submit-cut');
  const status = await withButton('ibs1:retry');
  await room.ended();
  return status;
}

describe('the button Vary', () => {
  it('paints once more in the name of whoever clicks, with another seed', async () => {
    const { bob } = await open();
    const picture = await room.painted('a red fox --seed 7');
    bob.clickButton(picture, 'ibs1:vary');
    await room.picture({ nth: 2 });
    const [variation, first] = await room.jobs();
    expect(variation?.request).toMatchObject({ kind: 'vary', requester: { userId: bob.id } });
    expect(variation?.request.parentJobId).toBe(first?.id);
    expect(variation?.takes[0]?.seed).not.toBe(7);
    expect(room.bought).toBe(2);
  });

  it('paints one picture of a click that Slack sends twice', async () => {
    const { bob } = await open();
    const { delivery } = bob.clickButton(await room.painted(), 'ibs1:vary');
    room.fake.redeliver(delivery);
    await room.picture({ nth: 2 });
    // What comes after it shows that the repeated click was looked at.
    await room.painted('the last one');
    expect(room.bought).toBe(3);
  });
});

describe('the button Edit', () => {
  it('opens a form for anybody, and paints what it says from the picture', async () => {
    const { bob } = await open();
    const picture = await room.painted();
    const form = await bob.clickButton(picture, 'ibs1:edit').opened();
    bob.submitView(form, { prompt: 'make it night' });
    await room.picture({ nth: 2 });
    const [edit, first] = await room.jobs();
    expect(edit?.request).toMatchObject({
      kind: 'edit',
      prompt: 'make it night',
      parentJobId: first?.id,
      sources: [{ kind: 'job', jobId: first?.id, index: 0 }],
      requester: { userId: bob.id },
    });
    expect(room.emulator.ledger().at(-1)?.imageUrls).toHaveLength(1);
  });
});

describe('the button Cancel', () => {
  it('ends the painting, and leaves a message that says so', async () => {
    const { ada, channel } = await open({ speed: 2 });
    ada.slash(channel, '/imagine', 'a red fox #slow');
    const status = await withButton('ibs1:cancel');
    await expect.poll(() => room.bought).toBe(1);
    ada.clickButton(status, 'ibs1:cancel');
    await room.fake.waitFor(() => room.fake.shownText(status).includes('CANCELLED'), 'a cancelled job');
    await room.ended();
    expect((await lastJob())?.state).toBe('cancelled');
    expect(room.botMessages()).toEqual([status]);
  });

  it('is refused to anybody else', async () => {
    const { ada, bob, channel } = await open({ speed: 5 });
    ada.slash(channel, '/imagine', 'a red fox');
    bob.clickButton(await withButton('ibs1:cancel'), 'ibs1:cancel');
    await room.told(bob, 'Only the person who asked');
    await room.picture();
    expect((await lastJob())?.state).toBe('delivered');
  });
});

describe('the button Retry', () => {
  it('buys the same once more, after a warning that it may cost twice', async () => {
    const { ada } = await open();
    const status = await lost();
    expect(room.fake.shownText(status)).toContain('Try again (may be charged twice)');
    const failed = await lastJob();
    ada.clickButton(status, 'ibs1:retry');
    await room.picture();
    const retried = await lastJob();
    expect(retried?.takes[0]?.seed).toBe(failed?.takes[0]?.seed);
    expect(room.bought).toBe(2);
  });

  it('buys one for two clicks, and none for anybody else', async () => {
    const { ada, bob } = await open();
    const status = await lost();
    bob.clickButton(status, 'ibs1:retry');
    await room.told(bob, 'Only the person who asked');
    ada.clickButton(status, 'ibs1:retry');
    ada.clickButton(status, 'ibs1:retry');
    await room.told(ada, 'It is under way already.');
    await room.picture();
    expect(room.bought).toBe(2);
  });
});

describe('the button Check', () => {
  it('looks once more for a picture that came too late, and buys nothing', async () => {
    const { ada, channel, fake } = await open({ speed: 2 });
    ada.slash(channel, '/imagine', 'a red fox');
    await expect.poll(async () => (await lastJob())?.takes[0]?.requestId ?? null).not.toBeNull();
    await fake.clock.advance(11 * MINUTE_MS);
    const status = await withButton('ibs1:check');
    await room.ended();
    ada.clickButton(status, 'ibs1:check');
    await room.picture();
    expect(room.bought).toBe(1);
    expect((await room.jobs()).map(({ state }) => state)).toEqual(['delivered']);
  });
});

describe('the button Delete', () => {
  it('takes the messages and the file away for their owner, and for nobody else', async () => {
    const { ada, bob, fake } = await open();
    const picture = await room.painted();
    const [file] = fake.filesOf(picture);
    bob.clickButton(picture, 'ibs1:delete');
    await room.told(bob, 'Only the person who asked');
    expect(picture.deleted).toBe(false);
    ada.clickButton(picture, 'ibs1:delete');
    await fake.waitFor(() => room.botMessages().length === 0 && file?.deleted, 'everything to be gone');
  });
});

describe('a token that was carried elsewhere', () => {
  /** A click of which the value was put into the request by hand. */
  function forge(user: FakeUser, message: MessageRecord, verb: string, jobId: string): void {
    const { delivery } = user.clickButton(message, 'ibs1:edit');
    const [action] = delivery.payload['actions'] as Record<string, unknown>[];
    const forged = { ...action, action_id: `ibs1:${verb}`, value: `ib1:${verb}:${jobId}` };
    const payload = { ...delivery.payload, trigger_id: 'forged', actions: [forged] };
    room.fake.redeliver({ ...delivery, payload, attempts: [] });
  }

  it('opens nothing in another channel, and buys nothing', async () => {
    const { bob, fake } = await open();
    await room.painted();
    const first = await lastJob();
    const other = fake.channel();
    const message = await room.painted('a blue whale', other);
    forge(bob, message, 'vary', first?.id ?? '');
    await room.told(bob, 'no longer known', other);
    expect((await room.jobs()).every(isFinalJob)).toBe(true);
    expect(room.bought).toBe(2);
  });

  it("takes nobody else's message away, not even with a token of one's own", async () => {
    const { bob, channel } = await open();
    const theirs = await room.painted();
    bob.slash(channel, '/imagine', 'a blue whale');
    await room.picture({ nth: 2 });
    const own = await lastJob();
    forge(bob, theirs, 'delete', own?.id ?? '');
    await room.told(bob, 'no longer known');
    expect(theirs.deleted).toBe(false);
    expect(own?.request.requester.userId).toBe(bob.id);
  });
});
