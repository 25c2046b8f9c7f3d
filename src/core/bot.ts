import type { AccessFacts, ConversationRef, MessageRef, Requester } from './conversation/refs.ts';
import type { LimitHit, JobQuery, Usage, JobLimits } from './jobs/store.ts';
import type { RenderJob } from './jobs/job.ts';
import type { JsonValue, RenderDraft, RequestOrigin } from './jobs/request.ts';
import type { OutgoingPicture } from './presenting/presenter.ts';
import type { PostingFacts } from './presenting/job-status.ts';
import type { Action, JobView } from './presenting/view.ts';
import type { UserError } from './errors.ts';

/** What came of a request. `refused` and `limit` carry the words for the person; nothing was spent. */
export type AcceptOutcome =
  | { outcome: 'accepted'; job: RenderJob; place: number | null }
  | { outcome: 'seen'; jobId: string }
  | { outcome: 'limit'; hit: LimitHit; text: string }
  | { outcome: 'refused'; error: UserError };

/** What came of a click. `text` is for the clicker alone. */
export type ActOutcome =
  /** Done; the job's own message shows it. */
  | { outcome: 'done'; text: string | null; jobId: string }
  /** `vary`, `retry` or, of what is delivered, `check` made this job (or found the one that an earlier click made). */
  | { outcome: 'accepted'; job: RenderJob; text: string | null }
  /** The adapter opens its dialog for an edit of this job's picture. */
  | { outcome: 'ask_edit'; job: RenderJob }
  /** A private job may be published: as it is drawn once it is. The adapter shows it, then calls `markShared`. */
  | { outcome: 'share'; job: RenderJob }
  /** Nothing was done, for the reason that the error tells. */
  | { outcome: 'refused'; error: UserError };

/** How a click or a command may be answered; the origin of the job that it may make. */
export interface ActContext {
  requester: Requester;
  access: AccessFacts;
  origin: RequestOrigin;
  /** Whether the platform lets this person manage others' messages here: they may cancel and delete. */
  isModerator: boolean;
  /** The platform answers this click in private whatever was asked for, so the job that it makes is private too. Default false. */
  onlyInPrivate?: boolean;
}

/**
 * The program as an adapter sees it: everything that a person can do, in the words of no platform. Adapters acknowledge first, then
 * call this, then draw what it says. Nothing here throws for what a person did wrong: that is an outcome.
 */
export interface ImagineBot {
  /** Access, limits, job, queue, in this order. The prompt may carry the typed flags; explicit `parameters` win over them. */
  accept(draft: RenderDraft, access: AccessFacts): Promise<AcceptOutcome>;
  act(action: Action, context: ActContext): Promise<ActOutcome>;
  /** The token's action, or null for a token that is not (or no longer) ours. */
  parseAction(token: string): Action | null;
  /** Gives a job a fresher way to its message (a click opened a new interaction token). Ignored when the job is final and delivered. */
  refreshHandle(jobId: string, handle: JsonValue): Promise<void>;
  /** From now on everyone may see what was private: it stands where they do. Harmless twice. */
  markShared(jobId: string): Promise<void>;
  job(jobId: string): Promise<RenderJob | null>;
  /** The job as it is to be drawn now, with what whoever posts its pictures has to say of them. */
  view(job: RenderJob, facts?: PostingFacts): JobView;
  findByMessage(message: MessageRef): Promise<RenderJob | null>;
  /**
   * The public job that "make it night" means where nothing else is named: the latest delivered one of exactly this conversation, or the
   * one that was asked for after it and is still under way.
   */
  latestHere(conversation: ConversationRef): Promise<RenderJob | null>;
  list(query: JobQuery): Promise<readonly RenderJob[]>;
  children(jobId: string): Promise<readonly RenderJob[]>;
  usage(requester: Requester, conversation: ConversationRef): Promise<{ usage: Usage; limits: JobLimits }>;
  /**
   * As the store forgets. The files of the pictures go with the first sweep that finds them a day old and in no job: somebody else may
   * be about to use the same ones.
   */
  forget(requester: Requester): Promise<{ forgottenJobs: number }>;
  /**
   * The job's stored pictures as its chat takes them, for showing them once more: shared elsewhere, or in a private message anew.
   *
   * @param smaller asks for a re-encode, because the chat refused them for their size.
   * @throws SegmindError `output_unreadable` when none of them is there any more.
   */
  outgoing(
    job: RenderJob,
    options: { smaller: boolean; signal: AbortSignal },
  ): Promise<readonly OutgoingPicture[]>;
  /** Bytes of a stored picture; null when it is gone. */
  picture(hash: string): Promise<Uint8Array | null>;
  /** Takes bytes into the picture store after inspection. @throws UserError `picture_unreadable`, `picture_too_large`. */
  takePicture(
    bytes: Uint8Array,
  ): Promise<{ hash: string; contentType: string; widthPx: number; heightPx: number }>;
  /** Called with every job after each durable change, for live pages. Returns a function that ends the subscription. */
  onJobChange(listener: (job: RenderJob) => void): () => void;
}
