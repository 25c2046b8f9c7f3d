import { isFinalTake, type RenderJob, type Take } from '../jobs/job.ts';
import type { JobView } from './view.ts';

export interface JobViewFacts {
  /** Milliseconds since 1970. */
  now: number;
  /** 1 for the next one to start; null when it does not wait in our own line. */
  placeInLine: number | null;
  /** The expected time from submit to completion by past renders, in milliseconds; null before there were any. */
  estimateMs: number | null;
  /** What one picture costs where the service has not told yet. */
  pricePerImageUsd: number;
  /** A painted picture cannot be stored at the moment. Default false. */
  isDiskInTheWay?: boolean;
  /** The pictures were posted a second time, because nobody could tell whether the first posting arrived. Default false. */
  isPossibleRepeat?: boolean;
  /** The pictures beside the view were made smaller, because the chat refused them for their size. Default false. */
  isSmaller?: boolean;
  /** So many painted pictures are not beside the view: their files are lost, or the chat takes no more. Default 0. */
  missingPictures?: number;
}

/** What only whoever posts the pictures knows. */
export type PostingFacts = Pick<JobViewFacts, 'isPossibleRepeat' | 'isSmaller' | 'missingPictures'>;

/** The one word for where a job is. The furthest of its takes speaks for it. */
export function statusOf(job: RenderJob): JobView['status'] {
  switch (job.state) {
    case 'accepted':
      return 'IN LINE';
    case 'rendering':
      return renderingStatus(job.takes);
    case 'delivering':
    case 'delivered':
      return 'COMPLETED';
    case 'failed':
      return 'FAILED';
    case 'cancelled':
      return 'CANCELLED';
  }
}

function renderingStatus(takes: readonly Take[]): JobView['status'] {
  const states = new Set(takes.map((take) => take.state));
  if (states.has('processing') || states.has('fetching') || states.has('painted')) return 'PROCESSING';
  if (states.has('queued')) return 'QUEUED';
  return takes.every(isFinalTake) ? 'PROCESSING' : 'PREPARING';
}

export function paintedTakes(job: RenderJob): readonly Take[] {
  return job.takes.filter((take) => take.state === 'painted');
}

/** Since when the service has had the job; since it was made, while it has not, or where another job brought it there. */
export function serviceSince(job: RenderJob): number {
  const stamps = job.takes.flatMap((take) => (take.boughtByJobId === null ? (take.submittedAt ?? []) : []));
  return stamps.length === 0 ? job.createdAt : Math.min(...stamps);
}

/** From the request to the end, or to now. */
export function elapsedMs(job: RenderJob, now: number): number {
  return Math.max(0, (job.finishedAt ?? now) - job.createdAt);
}
