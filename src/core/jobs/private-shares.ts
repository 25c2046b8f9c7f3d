import { z } from 'zod';

import type { ActContext, ImagineBot } from '../bot.ts';
import type { MessageRef } from '../conversation/refs.ts';
import { UserError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { OutgoingPicture } from '../presenting/presenter.ts';
import type { JobView } from '../presenting/view.ts';
import { DAY_MS, type Clock } from '../time.ts';
import type { RenderJob } from './job.ts';
import { postStoredOnce } from './post-stored.ts';
import type { NoteStore } from './store.ts';

/** The shares that were begun, and of which nobody knows yet whether they came through, by job. */
const OPEN_SHARES = 'open-share';

/** Afterwards a share of which nothing was heard counts as never made. Adapters remember their posts for as long (Slack's `MEMORY_MS`). */
const OPEN_MS = 30 * DAY_MS;

const openShareSchema = z.object({ place: z.string(), at: z.number() });

export interface ShareWay {
  /** Names the place. A share that may have come through is gone on with in the same place alone. */
  place: string;
  /** Whether `find` can ever tell: where it cannot, a post that brought no answer is not promised to be looked for. */
  canLook: boolean;
  /**
   * Looks for an earlier post in the place.
   *
   * @param since when it was begun, in milliseconds since 1970.
   * @returns null where there surely is none; `begun` where a part of it stands, and `post` goes on from there.
   */
  find: (since: number, signal: AbortSignal) => Promise<MessageRef | null | 'begun' | 'unknown'>;
  post: (pictures: readonly OutgoingPicture[], view: JobView, signal: AbortSignal) => Promise<MessageRef>;
}

export type ShareOutcome =
  /** The message stands; the job as it is drawn from now on. */
  | { outcome: 'posted'; job: RenderJob; message: MessageRef }
  /**
   * It may stand or not. `not_heard`: the post just made brought no answer; `cannot_tell`: one that did not cannot be looked for;
   * `elsewhere`: an earlier one was to go to another place, and is gone on with there.
   */
  | { outcome: 'open'; why: 'not_heard' | 'cannot_tell' | 'elsewhere' };

/** Publishes private pictures, each once, whatever fails in between. */
export interface PrivateShares {
  /**
   * Writes down where the job is to be posted, posts it, and marks it as shared once it stands there: until then what comes of it stays
   * private. One that was begun before is looked for first.
   *
   * @throws UserError for one that is shared, and for who may not; what the way throws, where nothing stands there or the looking failed.
   */
  share(jobId: string, context: ActContext, way: ShareWay): Promise<ShareOutcome>;
}

export function createPrivateShares(parts: {
  bot: Pick<ImagineBot, 'act' | 'markShared' | 'outgoing' | 'view'>;
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
    const job = await asShared(jobId, context);
    const open = await openShare(jobId);
    let isBegun = false;
    if (open === null) await writeDown(jobId, way.place);
    else {
      if (open.place !== way.place) return { outcome: 'open', why: 'elsewhere' };
      const found = await way.find(open.at, signal);
      if (found === 'unknown') return { outcome: 'open', why: 'cannot_tell' };
      isBegun = found === 'begun';
      if (found !== null && found !== 'begun') return close(job, found);
    }
    const message = await postStoredOnce(job, parts, way.post).catch(async (error: unknown) => {
      // Nothing stands there, so its owner may try again, and elsewhere.
      if (!isBegun) await notes.delete(OPEN_SHARES, jobId);
      throw error;
    });
    if (message === null) return { outcome: 'open', why: way.canLook ? 'not_heard' : 'cannot_tell' };
    return close(job, message);
  };

  async function asShared(jobId: string, context: ActContext): Promise<RenderJob> {
    const outcome = await bot.act({ verb: 'share', jobId }, context);
    if (outcome.outcome === 'share') return outcome.job;
    throw outcome.outcome === 'refused' ? outcome.error : new UserError('too_late', 'It cannot be shared.');
  }

  async function openShare(jobId: string): Promise<z.infer<typeof openShareSchema> | null> {
    const note = await notes.get(OPEN_SHARES, jobId);
    return note === null ? null : openShareSchema.parse(JSON.parse(note));
  }

  async function writeDown(jobId: string, place: string): Promise<void> {
    const at = clock.now();
    await notes.set(OPEN_SHARES, jobId, JSON.stringify({ place, at }), at + OPEN_MS);
  }

  async function close(job: RenderJob, message: MessageRef): Promise<ShareOutcome> {
    await bot.markShared(job.id);
    await notes.delete(OPEN_SHARES, job.id);
    return { outcome: 'posted', job, message };
  }

  return {
    async share(jobId, context, way) {
      if (underWay.has(jobId)) throw new UserError('too_late', 'It is being shared already.');
      underWay.add(jobId);
      try {
        return await shareOnce(jobId, context, way);
      } finally {
        underWay.delete(jobId);
      }
    },
  };
}
