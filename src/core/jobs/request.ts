import type { ConversationRef, MessageRef, Requester } from '../conversation/refs.ts';
import type { RenderParameters } from '../segmind/parameters.ts';

/** Any value that survives JSON; handles are stored as such and only their owner looks inside. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * A picture to work from. `stored`: bytes already in the picture store (an attachment of the event, taken at once because
 * the platforms' links die). `job`: a picture of an earlier job. `message`: a picture in a message, loaded by the presenter
 * when the job starts. `url`: named on the command line only, never by chat text.
 */
export type PictureSource =
  | { kind: 'stored'; hash: string }
  | { kind: 'job'; jobId: string; index: number }
  | { kind: 'message'; message: MessageRef; index: number }
  | { kind: 'url'; url: string };

export type RequestKind = 'generate' | 'edit' | 'vary';
export type Trigger = 'command' | 'reply' | 'mention' | 'button' | 'shortcut';

/** `requester`: only the person who asked sees the answer, until it is shared. */
export type Audience = 'channel' | 'requester';

export interface RequestOrigin {
  trigger: Trigger;
  conversation: ConversationRef;
  replyTo: MessageRef | null;
  /** Platform-unique id of the inbound event: the same event twice makes one job. */
  eventKey: string;
  /** What the presenter needs to answer this very event (an interaction token, a response_url). A credential: stored encrypted. */
  replyHandle: JsonValue;
}

export interface RenderRequest {
  /** A ULID; also the correlation id in every log line and the name of the job. */
  id: string;
  kind: RequestKind;
  prompt: string;
  /** `seed` is never null here: intake draws one. Take n gets seed + n. */
  parameters: RenderParameters & { seed: number };
  /** 1 to 4 pictures, each a paid request. */
  count: number;
  /** 0 to 14, in the order in which the prompt may name them. */
  sources: readonly PictureSource[];
  /** The job whose picture this one edits, varies or retries. */
  parentJobId: string | null;
  requester: Requester;
  origin: RequestOrigin;
  audience: Audience;
  /** Whether the person asked for the picture to be veiled until it is clicked. */
  spoiler: boolean;
}

/** What an adapter hands to intake: a request as the person made it, before seeds, ids and limits. */
export type RenderDraft = Omit<RenderRequest, 'id' | 'parameters'> & {
  parameters: Partial<RenderParameters>;
  /** Set by Retry and Check: the seeds of the failed takes, one per take. */
  seeds?: readonly number[];
  /** Set by Retry and Check: at most one unfinished child may retry this job. */
  retryOfJobId?: string;
  /** Set by Check: the takes go on with what the retried job knows of them, and buy nothing. Default false. */
  adopts?: boolean;
};
