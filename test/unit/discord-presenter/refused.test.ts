import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { JobView, OutgoingPicture, PresenterHandle } from '../../../src/core/index.ts';
import { MINUTE_MS } from '../../../src/core/index.ts';
import { encodeShowButton } from '../../../src/discord/private-route.ts';
import { DiscordStage } from '../../support/discord-stage.ts';
import { textOf } from '../../support/discord-fixture.ts';
import type { ChannelRecord, MessageRecord } from '../../support/fake-discord/index.ts';
import { SAMPLE_JOB_ID } from '../../support/sample-job.ts';
import { painted, picture, SECRET_PROMPT } from './sample.ts';

const { signal } = new AbortController();

let stage: DiscordStage;
let channel: ChannelRecord;
let handle: PresenterHandle;
let done: JobView;
let pictures: OutgoingPicture[];

/** A job whose message is the answer to a click or a command of Ada's. */
async function begin(where: ChannelRecord, owner = stage.ada): Promise<void> {
  channel = where;
  const { origin } = await stage.command({ channel });
  const { job, inLine, done: view } = painted(origin, owner.id);
  done = view;
  ({ handle } = await stage.presenter.announce(job, inLine, signal));
  await stage.fake.clock.advance(20 * MINUTE_MS);
}
beforeEach(async () => {
  stage = await DiscordStage.start();
  pictures = [await picture()];
});
afterEach(() => stage.close());

const deliver = (): ReturnType<typeof stage.presenter.deliver> =>
  stage.presenter.deliver(handle, SAMPLE_JOB_ID, done, pictures, signal);
const ofBot = (where: ChannelRecord): MessageRecord[] =>
  stage.fake.world
    .messagesIn(where.id)
    .filter(({ authorId, deleted }) => authorId === stage.fake.botId && !deleted);
const filesIn = (where: ChannelRecord): number[] => ofBot(where).map(({ files }) => files.length);

describe('paid pictures that their place refuses', () => {
  const places: [string, () => Promise<void>][] = [
    [
      'takes no files of the bot any more',
      async () => {
        await begin(stage.channel());
        stage.fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
      },
    ],
    [
      'is not seen by the bot any more',
      async () => {
        await begin(stage.channel());
        stage.fake.permit(channel, 'bot', { deny: ['ViewChannel'] });
      },
    ],
    [
      'was deleted',
      async () => {
        await begin(stage.channel());
        stage.fake.world.channels.delete(channel.id);
      },
    ],
    [
      'is a thread that was locked',
      async () => {
        const thread = stage.fake.thread(stage.channel());
        await begin(thread);
        stage.fake.archive(thread);
        if (thread.thread) thread.thread.locked = true;
      },
    ],
  ];

  it.each(places)('come to their owner by direct message where it %s', async (_what, prepare) => {
    await prepare();
    const { messages } = await deliver();
    expect(filesIn(stage.ada.dm)).toEqual([1]);
    expect(messages[0]?.conversation.channelId).toBe(stage.ada.dm.id);
    expect(filesIn(channel).every((files) => files === 0)).toBe(true);
  });

  it.each(places)('are found in the direct messages where it %s', async (_what, prepare) => {
    await prepare();
    stage.fake.failNext(new RegExp(`^POST /channels/${stage.ada.dm.id}/messages$`), { cutAfterTaking: true });
    await expect(deliver()).rejects.toMatchObject({ reason: 'outcome_unknown' });
    const found = await stage.newPresenter().find(handle, SAMPLE_JOB_ID, signal);
    expect(found).toMatchObject([{ messageId: ofBot(stage.ada.dm)[0]?.id }]);
  });

  it('come to their owner where a moderator looked again for them', async () => {
    const owner = stage.fake.user('Bob');
    await begin(stage.channel(), owner);
    stage.fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
    await deliver();
    expect(filesIn(owner.dm)).toEqual([1]);
    expect(filesIn(stage.ada.dm)).toEqual([]);
  });

  it('are spoken of on the message that everyone saw', async () => {
    await begin(stage.channel());
    stage.fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
    await deliver();
    const [message, ...others] = ofBot(channel);
    expect(others).toEqual([]);
    expect(message && textOf(message)).toContain('COMPLETED');
    expect(message && textOf(message)).toContain('could not be shown here');
  });

  it('wait behind a button where direct messages are closed too', async () => {
    await begin(stage.channel());
    stage.fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
    stage.ada.setDmsClosed(true);
    const { messages } = await deliver();
    const notice = stage.fake.world.messages.get(messages[0]?.messageId ?? '');
    expect(JSON.stringify(notice?.components)).toContain(encodeShowButton(SAMPLE_JOB_ID));
    expect(notice && textOf(notice)).not.toContain(SECRET_PROMPT);
    expect(notice && [...stage.fake.pings(notice).users]).toEqual([stage.ada.id]);
  });

  it('are given up with the word of their place where nothing else takes them', async () => {
    await begin(stage.channel());
    stage.fake.permit(channel, 'bot', { deny: ['ViewChannel'] });
    stage.ada.setDmsClosed(true);
    await expect(deliver()).rejects.toMatchObject({ reason: 'missing_permission' });
    expect(await stage.presenter.find(handle, SAMPLE_JOB_ID, signal)).toBe('unknown');
  });
});
