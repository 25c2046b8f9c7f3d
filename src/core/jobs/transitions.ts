import type { MessageRef } from '../conversation/refs.ts';
import { InternalError } from '../errors.ts';
import { jobFailure } from './failures.ts';
import { isFinalTake, type Failure, type JobState, type RenderJob } from './job.ts';
import type { JsonValue } from './request.ts';
import { canReopen } from './take-transitions.ts';

/** What can happen to a job as a whole; what happens to its pictures is in `take-transitions.ts`. */
export type JobEvent =
  /** Its message stands. Again, when that message was lost and another one took its place. */
  | { type: 'announced'; handle: JsonValue; message: MessageRef | null }
  | { type: 'handle_changed'; handle: JsonValue }
  | { type: 'started'; deadlineAt: number }
  | { type: 'cancel_requested'; at: number }
  /** No take is under way any more: the takes decide how it goes on. */
  | { type: 'takes_ended'; at: number }
  | { type: 'delivered'; handle: JsonValue; messages: readonly MessageRef[]; at: number }
  /** The pictures cannot be posted anywhere; they stay in the picture store. */
  | { type: 'undeliverable'; failure: Failure; at: number }
  /** Waiting for the service begins anew; its takes are reopened one by one after this is written. */
  | { type: 'reopened'; deadlineAt: number }
  | { type: 'shared'; at: number }
  /** Its messages were taken away by somebody who may: nothing in the chat stands for it any more. */
  | { type: 'removed' };

export type JobEventType = JobEvent['type'];

/** In which states each event may happen. */
export const JOB_TABLE: Readonly<Record<JobState, readonly JobEventType[]>> = {
  accepted: ['announced', 'handle_changed', 'started', 'cancel_requested', 'takes_ended'],
  rendering: ['announced', 'handle_changed', 'cancel_requested', 'takes_ended'],
  delivering: ['announced', 'handle_changed', 'delivered', 'undeliverable'],
  delivered: ['shared', 'removed'],
  failed: ['handle_changed', 'reopened', 'removed'],
  cancelled: ['removed'],
};

/**
 * The job after the event. A final job keeps its handle only while `check` may still need its message.
 *
 * @throws InternalError for a move that the table does not have.
 */
export function advanceJob(job: RenderJob, event: JobEvent): RenderJob {
  if (!JOB_TABLE[job.state].includes(event.type)) throw illegal(job, event);
  switch (event.type) {
    case 'announced':
      return { ...job, handle: event.handle, statusMessage: event.message ?? job.statusMessage };
    case 'handle_changed':
      return { ...job, handle: event.handle };
    case 'started':
      return { ...job, state: 'rendering', deadlineAt: event.deadlineAt };
    case 'cancel_requested':
      return { ...job, cancelRequestedAt: job.cancelRequestedAt ?? event.at };
    case 'takes_ended':
      return afterTakes(job, event);
    case 'delivered':
      return {
        ...job,
        state: 'delivered',
        handle: null,
        resultMessages: event.messages,
        finishedAt: event.at,
      };
    case 'undeliverable':
      return { ...job, state: 'failed', failure: event.failure, handle: null, finishedAt: event.at };
    case 'reopened':
      if (!job.takes.some(canReopen)) throw illegal(job, event);
      return {
        ...job,
        state: 'rendering',
        failure: null,
        cancelRequestedAt: null,
        finishedAt: null,
        deadlineAt: event.deadlineAt,
      };
    case 'shared':
      if (job.sharedAt !== null) throw illegal(job, event);
      return { ...job, sharedAt: event.at };
    case 'removed':
      return { ...job, statusMessage: null, resultMessages: [] };
  }
}

/** One picture is enough to deliver; without any, a take that was cancelled makes the job cancelled. */
function afterTakes(job: RenderJob, event: Extract<JobEvent, { type: 'takes_ended' }>): RenderJob {
  if (!job.takes.every(isFinalTake)) throw illegal(job, event);
  if (job.takes.some((take) => take.state === 'painted')) return { ...job, state: 'delivering' };
  if (job.takes.some((take) => take.state === 'cancelled'))
    return { ...job, state: 'cancelled', handle: null, finishedAt: event.at };
  return {
    ...job,
    state: 'failed',
    failure: jobFailure(job.takes),
    handle: job.takes.some(canReopen) ? job.handle : null,
    finishedAt: event.at,
  };
}

function illegal(job: RenderJob, event: JobEvent): InternalError {
  return new InternalError(`A job that is ${job.state} cannot take "${event.type}" like this.`, {
    details: { jobId: job.id, state: job.state, event: event.type },
  });
}
