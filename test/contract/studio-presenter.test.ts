import { openStudioStand, type StudioStand } from '../support/studio-fixture.ts';
import { SAMPLE_JOB_ID, sampleRequester } from '../support/sample-job.ts';
import type { ConversationRef } from '../../src/core/conversation/refs.ts';
import type { RequestOrigin } from '../../src/core/jobs/request.ts';
import type { MessageWire } from '../../src/studio/wire.ts';
import type { StudioBrowser } from '../support/studio-browser.ts';
import { describePresenter } from './presenter-contract.ts';
import type { PresenterFixture, PresenterLack, SeenMessage } from './presenter-fixture.ts';

/** What the studio cannot do, with the reasons. */
const LACKS: Readonly<Partial<Record<PresenterLack, string>>> = {
  handle_expiry: 'a handle names a message, and holds no credential',
  permissions: 'whoever is in the studio may post in every room of it',
  rate_limits: 'it is on the same machine, and limits no calls of the bot',
  size_limits: 'pictures go to the same store in which they are anyway',
};

/** Seen through the HTTP interface, by the person who asked and by somebody else. */
async function studioFixture(): Promise<PresenterFixture> {
  let stand: StudioStand = await openStudioStand();
  let asker = await stand.browser('Ada');
  let other = await stand.browser('Ben');
  const { notes, rig } = stand;
  const rooms: string[] = [];
  const drawn = new Map<string, MessageWire>();
  let presenter = stand.studio.presenter;

  const requester = { ...sampleRequester, userId: asker.session.me.id };

  async function seenBy(browser: StudioBrowser, room: string): Promise<readonly MessageWire[]> {
    return (await browser.page(room)).messages;
  }

  async function seen(message: MessageWire, isForEveryone: boolean): Promise<SeenMessage> {
    const pictures = [...message.pictures, ...message.references];
    return {
      ref: { conversation: conversationOf(message.room), messageId: message.id },
      pictures: await Promise.all(
        pictures.map(async ({ hash, alt }) => {
          const answer = await asker.get(`/pictures/${hash}`);
          return { bytes: new Uint8Array(await answer.arrayBuffer()), altText: alt };
        }),
      ),
      tokens: (message.job?.actions ?? []).map(({ token }) => token),
      visibleTo: isForEveryone ? null : requester.userId,
    };
  }

  return {
    get presenter() {
      return presenter;
    },
    requester,
    async newOrigin(): Promise<RequestOrigin> {
      const made = (await (await asker.send('/api/rooms', { name: 'a room' })).json()) as { id: string };
      rooms.push(made.id);
      await asker.listen(made.id);
      return {
        trigger: 'command',
        conversation: conversationOf(made.id),
        replyTo: null,
        eventKey: `${requester.userId} event-${rooms.length}`,
        replyHandle: null,
      };
    },
    async messagesSeen({ channelId }) {
      const forEveryone = new Set((await seenBy(other, channelId)).map(({ id }) => id));
      const mine = await seenBy(asker, channelId);
      for (const message of mine) drawn.set(message.id, message);
      return Promise.all(mine.map((message) => seen(message, forEveryone.has(message.id))));
    },
    // Plain values that the page draws as text: there is no markup that could ping.
    pings: () => [],
    plainText(message) {
      const view = drawn.get(message.ref.messageId)?.job;
      return !view ? '' : [view.headline, view.prompt, view.requesterName, ...view.sentences].join('\n');
    },
    async noticesSeen() {
      await asker.until(({ type }) => type === 'notice');
      return asker.heard.flatMap(({ event }) => (event.type === 'notice' ? [event.text] : []));
    },
    async postPictures({ channelId }, pictures) {
      const hashes = [];
      for (const bytes of pictures) hashes.push((await asker.uploaded(bytes)).hash);
      const { messageId } = await asker.posted('', { pictures: hashes }, channelId);
      return { conversation: conversationOf(channelId), messageId };
    },
    failNext(kind) {
      if (kind === 'gone') {
        // Changes of a room come one after the other, so the message is gone before the call reaches it.
        const ref = { conversation: conversationOf(rooms.at(-1) ?? ''), messageId: SAMPLE_JOB_ID };
        void presenter.remove([ref], new AbortController().signal);
      }
      if (kind === 'unavailable') notes.fault = 'refused';
      if (kind === 'outcome_unknown') notes.fault = 'answer_lost';
    },
    async restart() {
      await stand.close();
      stand = await openStudioStand({ rig, notes });
      asker = asker.at(stand.url);
      other = other.at(stand.url);
      for (const room of rooms) await asker.listen(room);
      presenter = stand.studio.presenter;
      return presenter;
    },
    close: () => stand.close(),
  };
}

function conversationOf(room: string): ConversationRef {
  return { platform: 'studio', workspaceId: null, channelId: room, threadId: null };
}

describePresenter('the studio', studioFixture, Object.keys(LACKS) as PresenterLack[]);
