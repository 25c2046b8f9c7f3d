import type { ConversationRef, MessageRef, Requester } from '../../src/core/conversation/refs.ts';
import type { Audience, RequestOrigin } from '../../src/core/jobs/request.ts';
import type { Presenter } from '../../src/core/presenting/presenter.ts';
import type { PresenterMethod } from '../support/memory-presenter.ts';

/** One message as the platform would draw it for a person. */
export interface SeenMessage {
  ref: MessageRef;
  /** In the order in which they are shown. */
  pictures: readonly { bytes: Uint8Array; altText: string }[];
  /** The tokens of its buttons, in order. */
  tokens: readonly string[];
  /** The only person who sees it; null for everyone in the conversation. */
  visibleTo: string | null;
}

export type PresenterFault =
  | 'handle_expired'
  | 'gone'
  | 'missing_permission'
  | 'rate_limited'
  | 'payload_too_large'
  | 'unavailable'
  | 'outcome_unknown';

/**
 * What a platform cannot do. The cases about it are left out, each for the reason given here.
 *
 * - `private_messages`: nothing can be shown to one person alone.
 * - `handle_expiry`: its handles never end.
 * - `permissions`: everybody may post everywhere.
 * - `rate_limits`, `size_limits`: it has none.
 * - `unique_delivery`: it neither edits pictures in nor knows what was posted under a key, so a lost answer can mean a repeat.
 */
export type PresenterLack =
  'private_messages' | 'handle_expiry' | 'permissions' | 'rate_limits' | 'size_limits' | 'unique_delivery';

/** Whether the platform under test has what it could lack. */
export type Can = (lack: PresenterLack) => boolean;

/** A presenter over a fake of its platform, and the eyes of a person in front of it. */
export interface PresenterFixture {
  presenter: Presenter;
  /** The person behind every origin. */
  requester: Requester;
  /** A new event in a conversation of its own, acknowledged as the adapter would have done by the time a job exists. */
  newOrigin(audience?: Audience): Promise<RequestOrigin>;
  /** What stands in the conversation now, oldest first; an acknowledgement that nothing has taken over yet is left out. */
  messagesSeen(conversation: ConversationRef): Promise<readonly SeenMessage[]>;
  /** Who or what this message would ping, if it were sent as it stands. */
  pings(message: SeenMessage): readonly string[];
  /** What a person reads, after the platform has drawn all markup: `**a**` drawn bold reads `a`. Lines end in "\n". */
  plainText(message: SeenMessage): string;
  /** The short answers that reached the person behind this event. */
  noticesSeen(origin: RequestOrigin): Promise<readonly string[]>;
  /** Somebody posts pictures. */
  postPictures(conversation: ConversationRef, pictures: readonly Uint8Array[]): Promise<MessageRef>;
  /**
   * The next call of the presenter's method fails so, through the platform's own answers and in spite of the client library's own
   * repetitions. `outcome_unknown`: the platform takes the first thing that the call posts, and its answer is lost.
   */
  failNext(kind: PresenterFault, method: PresenterMethod): void;
  /** A presenter that knows nothing of the past, as after a crash, over the same platform. */
  restart(): Promise<Presenter>;
  close(): Promise<void>;
}
