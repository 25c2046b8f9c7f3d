import { monotonicFactory } from 'ulid';

import { DEFAULT_DEADLINE_MS } from '../segmind/follow.ts';
import { SEED } from '../segmind/parameters.ts';
import type { RenderJob, Take } from './job.ts';
import type { RenderDraft, RenderRequest } from './request.ts';
import { advanceTake, canReopen } from './take-transitions.ts';

/** Names of jobs: ULIDs, which sort by time and, within one millisecond, in the order in which they were drawn. */
export function createIds(random: () => number): (now: number) => string {
  return monotonicFactory(random);
}

export function drawSeed(random: () => number): number {
  return SEED.min + Math.floor(random() * (SEED.max - SEED.min + 1));
}

/** The seed of the `index`th picture of a request: they count up, and begin anew after the largest. */
export function seedOfTake(first: number, index: number): number {
  return SEED.min + ((first - SEED.min + index) % (SEED.max - SEED.min + 1));
}

export interface NewJob {
  request: RenderRequest;
  takes: readonly Take[];
  retryOfJobId: string | null;
  /** The job that this one goes on from, as far as it is known any more. */
  parent: Pick<RenderJob, 'rootJobId'> | null;
  now: number;
}

/** A job as it is first written: nothing announced, nothing spent by it. */
export function newJob({ request, takes, retryOfJobId, parent, now }: NewJob): RenderJob {
  return {
    id: request.id,
    rootJobId: parent?.rootJobId ?? request.id,
    retryOfJobId,
    request,
    takes,
    state: 'accepted',
    failure: null,
    cancelRequestedAt: null,
    handle: null,
    statusMessage: null,
    resultMessages: [],
    sharedAt: null,
    deadlineAt: now + DEFAULT_DEADLINE_MS,
    createdAt: now,
    finishedAt: null,
    version: 1,
  };
}

/** One of those that its own job is to buy. */
export function newTake(seed: number, index: number): Take {
  return {
    index,
    seed,
    state: 'waiting',
    requestId: null,
    submittedAt: null,
    outputUrls: null,
    pictures: null,
    costUsd: null,
    failure: null,
    mayStillBill: false,
    boughtByJobId: null,
  };
}

/** The takes of these seeds that the service had taken and that were only late, as another job goes on with them. */
export function adoptedTakes(job: RenderJob, seeds: readonly number[]): readonly Take[] {
  return job.takes
    .filter((take) => canReopen(take) && seeds.includes(take.seed))
    .map((take, index) => ({
      ...advanceTake(take, { type: 'reopened' }),
      index,
      boughtByJobId: take.boughtByJobId ?? job.id,
    }));
}

/** The seeds that a draft asks for, or those that follow the first. */
export function seedsOf(draft: Pick<RenderDraft, 'seeds' | 'count'>, first: number): readonly number[] {
  return draft.seeds ?? Array.from({ length: draft.count }, (_, index) => seedOfTake(first, index));
}
