import type { ActContext, ImagineBot } from '../bot.ts';
import type { MessageRef } from '../conversation/refs.ts';
import type { RenderJob } from '../jobs/job.ts';
import { isOwner } from '../jobs/sources.ts';
import type { NoteStore } from '../jobs/store.ts';
import type { Logger } from '../logger.ts';
import { DAY_MS, type Clock } from '../time.ts';
import { refusal, sharedAlready } from './notice-words.ts';
import { postStoredOnce } from './post-stored.ts';
import type { OutgoingPicture } from './presenter.ts';
import type { JobView } from './view.ts';

/** The shares of which nobody knows yet whether they came through, by job: where each was to be posted. */
const OPEN_SHARES = 'open-share';

/** Afterwards a share of which nothing was heard counts as made. Adapters remember their posts for as long (Slack's `MEMORY_MS`). */
const OPEN_MS = 30 * DAY_MS;

export interface ShareWay {
  /** Names the place. A share that may have come through is gone on with in the same place alone. */
  place: string;
  /** Looks for an earlier post in the place; null where there surely is none. */
  find: (job: RenderJob, signal: AbortSignal) => Promise<MessageRef | null | 'unknown'>;
  post: (pictures: readonly OutgoingPicture[], view: JobView, signal: AbortSignal) => Promise<MessageRef>;
}

/** Publishes private pictures, each once, whatever fails in between. */
export interface PrivateShares {
  /** Whether the job is marked as shared, and nobody knows yet whether its pictures were posted. */
  isOpen(job: RenderJob): Promise<boolean>;
  /**
   * Marks the job as shared, then posts it. One that was marked before, and may not have been posted, is looked for first.
   *
   * @returns the job as it is drawn from now on; the message, or null where nobody can tell whether it stands there.
   * @throws UserError for one that is shared, and for who may not; what the way throws, where nothing stands there or the looking failed.
   */
  share(
    jobId: string,
    context: ActContext,
    way: ShareWay,
  ): Promise<{ job: RenderJob; message: MessageRef | null }>;
}

export function createPrivateShares(parts: {
  bot: Pick<ImagineBot, 'act' | 'job' | 'outgoing' | 'shareFailed' | 'view'>;
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  /** Cuts off posts under way. */
  signal: AbortSignal;
}): PrivateShares {
  const { bot, notes, clock, signal } = parts;
  // One process has the store, so it knows what is under way.
  const underWay = new Set<string>();

  const shareOnce: PrivateShares['share'] = async (jobId, context, way) => {
    const job = await bot.job(jobId);
    if (job === null || !isOwner(job, context.requester)) throw refusal('unknown_action');
    if (job.sharedAt !== null) {
      const place = await notes.get(OPEN_SHARES, jobId);
      if (place === null) throw sharedAlready();
      const found = place === way.place ? await way.find(job, signal) : 'unknown';
      if (found === 'unknown') return { job, message: null };
      if (found !== null) return closed(job, found);
    }
    // Before the mark: what is marked and not open counts as posted.
    await notes.set(OPEN_SHARES, jobId, way.place, clock.now() + OPEN_MS);
    const marked = job.sharedAt === null ? await mark(jobId, context) : job;
    const message = await postStoredOnce(marked, parts, way.post).catch(async (error: unknown) => {
      // Nothing stands there, so its owner may try again, and elsewhere.
      await bot.shareFailed(jobId);
      throw error;
    });
    return message === null ? { job: marked, message } : closed(marked, message);
  };

  async function mark(jobId: string, context: ActContext): Promise<RenderJob> {
    const outcome = await bot.act({ verb: 'share', jobId }, context);
    if (outcome.outcome === 'share') return outcome.job;
    throw outcome.outcome === 'refused' ? outcome.error : refusal('too_late');
  }

  async function closed(job: RenderJob, message: MessageRef): ReturnType<PrivateShares['share']> {
    await notes.delete(OPEN_SHARES, job.id);
    return { job, message };
  }

  return {
    isOpen: async ({ id, sharedAt }) =>
      sharedAt !== null && !underWay.has(id) && (await notes.get(OPEN_SHARES, id)) !== null,
    async share(jobId, context, way) {
      if (underWay.has(jobId)) throw sharedAlready();
      underWay.add(jobId);
      try {
        return await shareOnce(jobId, context, way);
      } finally {
        underWay.delete(jobId);
      }
    },
  };
}
