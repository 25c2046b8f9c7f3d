import { InternalError } from '../errors.ts';
import type { Failure, StoredPicture, Take, TakeState } from './job.ts';

/** What can happen to one paid request. */
export type TakeEvent =
  /** Written before the submit leaves: from here on money may be spent. */
  | { type: 'submit_started' }
  /** The submit surely never left this process, so the take may be run again. */
  | { type: 'submit_withdrawn' }
  | { type: 'submitted'; requestId: string; at: number }
  | { type: 'processing' }
  | { type: 'completed'; outputUrls: readonly string[]; costUsd: number | null }
  | { type: 'painted'; pictures: readonly StoredPicture[] }
  | { type: 'failed'; failure: Failure }
  | { type: 'cancelled' }
  /** Our own patience ended before the service was done: the same request is followed again, or its result fetched again. */
  | { type: 'reopened' }
  /** Another job went on with the same request, and knows what it was charged and cost, and where its files are. */
  | { type: 'learned'; failure: Failure; costUsd: number | null; outputUrls: readonly string[] | null };

export type TakeEventType = TakeEvent['type'];

/**
 * Where each event leads; `reopened` leads to `fetching` where the addresses of the result are known, because the files outlive the
 * request. A take that is submitting cannot be cancelled, because nobody knows yet what was spent; one that is fetching
 * cannot either, because it is paid and its picture is kept.
 */
export const TAKE_TABLE: Readonly<Record<TakeState, Partial<Record<TakeEventType, TakeState>>>> = {
  waiting: { submit_started: 'submitting', failed: 'failed', cancelled: 'cancelled' },
  submitting: { submitted: 'queued', submit_withdrawn: 'waiting', failed: 'failed' },
  queued: { processing: 'processing', completed: 'fetching', failed: 'failed', cancelled: 'cancelled' },
  processing: { completed: 'fetching', failed: 'failed', cancelled: 'cancelled' },
  fetching: { painted: 'painted', failed: 'failed' },
  painted: {},
  failed: { reopened: 'queued', learned: 'failed' },
  cancelled: {},
};

/**
 * The take after the event.
 *
 * @throws InternalError for a move that the table does not have, or that would lose track of money.
 */
export function advanceTake(take: Take, event: TakeEvent): Take {
  const state = TAKE_TABLE[take.state][event.type];
  if (state === undefined) throw illegal(take, event);
  switch (event.type) {
    case 'submit_started':
    case 'submit_withdrawn':
    case 'processing':
      return { ...take, state };
    case 'submitted':
      if (event.requestId === '') throw illegal(take, event);
      return { ...take, state, requestId: event.requestId, submittedAt: event.at };
    case 'completed':
      if (event.outputUrls.length === 0) throw illegal(take, event);
      return { ...take, state, outputUrls: event.outputUrls, costUsd: event.costUsd };
    case 'painted':
      if (event.pictures.length === 0) throw illegal(take, event);
      return { ...take, state, pictures: event.pictures };
    case 'failed':
      // Before a submit nothing can have been charged; what is fetched is charged for certain.
      if (take.state === 'waiting' && event.failure.charged !== 'no') throw illegal(take, event);
      if (take.state === 'fetching' && event.failure.charged !== 'yes') throw illegal(take, event);
      return { ...take, state, failure: event.failure };
    case 'cancelled':
      return { ...take, state, mayStillBill: take.state !== 'waiting' };
    case 'reopened':
      if (!canReopen(take)) throw illegal(take, event);
      return { ...take, state: take.outputUrls === null ? state : 'fetching', failure: null };
    case 'learned': {
      if (!canReopen(take)) throw illegal(take, event);
      // What is known to be paid stays so, whatever a later look could not tell.
      const charged = take.failure?.charged === 'yes' ? 'yes' : event.failure.charged;
      return {
        ...take,
        state,
        failure: { ...event.failure, charged },
        costUsd: event.costUsd ?? take.costUsd,
        outputUrls: event.outputUrls ?? take.outputUrls,
      };
    }
  }
}

/** Whether `reopened` may happen: the service had taken it and only our patience ended. */
export function canReopen(take: Take): boolean {
  return take.state === 'failed' && take.failure?.code === 'deadline' && take.requestId !== null;
}

function illegal(take: Take, event: TakeEvent): InternalError {
  return new InternalError(`A take that is ${take.state} cannot take "${event.type}" like this.`, {
    details: { take: take.index, state: take.state, event: event.type },
  });
}
