import type { Audience, RequestOrigin } from '../../src/core/jobs/request.ts';
import type { JobView } from '../../src/core/presenting/view.ts';
import { MemoryPresenter } from '../support/memory-presenter.ts';
import type { RoomMessage } from '../support/memory-room.ts';
import { sampleConversation, sampleRequester } from '../support/sample-job.ts';
import { describePresenter } from './presenter-contract.ts';
import type { PresenterFixture, SeenMessage } from './presenter-fixture.ts';

function memoryFixture(deliversBy: 'post' | 'edit'): () => Promise<PresenterFixture> {
  return () => {
    const presenter = new MemoryPresenter({ deliversBy });
    const { room } = presenter;
    let events = 0;
    const fixture: PresenterFixture = {
      presenter,
      requester: sampleRequester,
      newOrigin: (_audience?: Audience): Promise<RequestOrigin> => {
        events += 1;
        return Promise.resolve({
          trigger: 'command',
          conversation: { ...sampleConversation, channelId: `room-${events}` },
          replyTo: null,
          eventKey: `event-${events}`,
          replyHandle: null,
        });
      },
      messagesSeen: (conversation) =>
        Promise.resolve(
          room.messages.filter(({ ref }) => ref.conversation.channelId === conversation.channelId).map(seen),
        ),
      // Views in a room of plain data ping nobody and format nothing: there is no markup to be taken for.
      pings: () => [],
      plainText: (message) => textOf(room.message(message.ref.messageId)?.view ?? null),
      noticesSeen: (origin) =>
        Promise.resolve(
          presenter.notices
            .filter((notice) => notice.origin.eventKey === origin.eventKey)
            .map(({ notice }) => notice.text),
        ),
      postPictures: (conversation, pictures) =>
        Promise.resolve(
          presenter.postPictures(
            conversation,
            pictures.map((bytes, index) => ({
              bytes,
              contentType: 'image/png',
              fileName: `${index}.png`,
              altText: '',
              widthPx: 8,
              heightPx: 8,
              spoiler: false,
            })),
          ),
        ),
      failNext: (kind, method) =>
        presenter.failNext(method, kind, { takesEffect: kind === 'outcome_unknown', retryAfterMs: 1000 }),
      restart: () => Promise.resolve(new MemoryPresenter({ deliversBy, room })),
      close: () => Promise.resolve(),
    };
    return Promise.resolve(fixture);
  };
}

function seen(message: RoomMessage): SeenMessage {
  return {
    ref: message.ref,
    pictures: message.pictures.map(({ bytes, altText }) => ({ bytes, altText })),
    tokens: actionsOf(message),
    visibleTo: message.visibleTo,
  };
}

function actionsOf(message: RoomMessage): string[] {
  return (message.view?.actions ?? []).map((action) => action.token);
}

function textOf(view: JobView | null): string {
  if (view === null) return '';
  return [view.headline, view.prompt, view.requesterName, ...view.sentences].join('\n');
}

describePresenter('a room that posts pictures in a message of their own', memoryFixture('post'));
describePresenter('a room that puts pictures into the status message', memoryFixture('edit'));
