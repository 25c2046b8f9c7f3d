import { Events, type Message } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { InternalError } from '../../../src/core/index.ts';
import { createReplies, refuseReplyWhileStopping } from '../../../src/discord/replies.ts';
import { DiscordHandlersRig } from '../../support/discord-handlers-rig.ts';
import type { MessageRecord } from '../../support/fake-discord/index.ts';

const READ = 'GET /channels/{channel_id}/messages/{message_id}';
/** Longer than any test. */
const HANGS_MS = 60_000;
const AGAIN = 'Ask again in a moment';

let rig: DiscordHandlersRig;
let stopping: AbortController;
beforeEach(async () => {
  stopping = new AbortController();
  rig = await DiscordHandlersRig.start({ parts: (parts) => ({ ...parts, signal: stopping.signal }) });
});
afterEach(() => rig.close());

function on(handler: (message: Message) => Promise<void>): void {
  rig.client.on(Events.MessageCreate, (message) => rig.track(handler(message)));
}

function answerTo(message: MessageRecord): Promise<MessageRecord> {
  return rig.fake.waitFor(
    () =>
      rig.fake.world
        .messagesIn(message.channelId)
        .find(
          ({ authorId, reference }) => authorId === rig.fake.botId && reference?.messageId === message.id,
        ),
    'an answer to the message',
  );
}

describe('a message to a bot that stops', () => {
  it('is told to ask again where the stop cuts its answer off', async () => {
    on(createReplies(rig.parts, new AbortController().signal));
    const picture = await rig.fake.user('Bob').post(rig.channel, { content: 'mine' });
    const hanging = rig.fake.failNext(READ, { delayMs: HANGS_MS });
    const asked = await rig.ada.post(rig.channel, {
      content: 'at night',
      mentionBot: true,
      replyTo: picture,
    });
    await expect.poll(() => hanging.hits).toBe(1);
    stopping.abort(new InternalError('The bot is stopping.'));
    expect(rig.fake.renderedText(await answerTo(asked))).toContain(AGAIN);
    expect(await rig.jobs()).toEqual([]);
  });

  it('is told so as well where it comes too late, and what is not for the bot is passed over', async () => {
    stopping.abort(new InternalError('The bot is stopping.'));
    const lastWords = { ...rig.parts, signal: new AbortController().signal };
    on((message) => refuseReplyWhileStopping(message, lastWords));
    const chatter = await rig.ada.post(rig.channel, { content: 'hello Bob' });
    const inDm = await rig.ada.post(rig.ada.dm, { content: 'a red fox' });
    const mention = await rig.ada.post(rig.channel, { content: 'a red fox', mentionBot: true });
    for (const asked of [inDm, mention])
      expect(rig.fake.renderedText(await answerTo(asked))).toContain(AGAIN);
    await rig.settled();
    const [, ...answers] = rig.fake.world.messagesIn(rig.channel.id).filter(({ id }) => id !== mention.id);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.reference?.messageId).not.toBe(chatter.id);
    expect(await rig.jobs()).toEqual([]);
  });
});
