import { requesterKey } from '../conversation/ref-codec.ts';
import { InternalError, SegmindError } from '../errors.ts';
import { DEFAULT_DEADLINE_MS, REQUEST_LIFETIME_MS } from '../segmind/follow.ts';
import type { RenderProfile, RenderResult, RequestStatus } from '../segmind/types.ts';
import { MINUTE_MS, SECOND_MS } from '../time.ts';
import { EXPIRED, failureOf, type Stage } from './failures.ts';
import type { RenderJob, Take } from './job.ts';
import { isServiceDown, PAID_PATIENCE, patiently } from './patience.ts';
import type { JobServices } from './services.ts';

/** However long the program was away: a request that is taken up again is looked at for at least this long. */
const LEAST_LOOK_MS = MINUTE_MS;

/** A result that is not there in the moment after its completion may be late, not lost. It is paid: a look more costs nothing. */
const LATE_RESULT_MS = 15 * SECOND_MS;

/**
 * Waits for one picture that the service has: queued → processing → fetching with the addresses of the result, or failed. Returns the
 * take as it is now written, or null when somebody else had moved it.
 *
 * @throws the signal's reason; the take is followed on by whoever comes next.
 */
export async function followTake(
  job: RenderJob,
  take: Take,
  services: JobServices,
  signal: AbortSignal,
): Promise<Take | null> {
  const { clock, logger, records } = services;
  const { requestId, submittedAt } = take;
  if (requestId === null || submittedAt === null)
    throw new InternalError('A take that the service has must have its request id.', {
      details: { jobId: job.id, take: take.index },
    });
  const endsAt = submittedAt + REQUEST_LIFETIME_MS;
  if (clock.now() >= endsAt) return records.advanceTake(job.id, take, { type: 'failed', failure: EXPIRED });
  const deadlineAt = Math.min(
    endsAt,
    Math.max(job.deadlineAt, submittedAt + DEFAULT_DEADLINE_MS, clock.now() + LEAST_LOOK_MS),
  );
  let current: Take = take;
  let stage: Stage = 'following';
  try {
    const profile = profileOf(job, services.model);
    const call = { signal, fairnessKey: requesterKey(job.request.requester) };
    const looks = services.segmind.follow(requestId, { ...call, profile, submittedAt, deadlineAt });
    for await (const status of looks) {
      if (status.state === 'processing' && current.state === 'queued') {
        const moved = await records.advanceTake(job.id, current, { type: 'processing' });
        if (!moved) return null;
        current = moved;
      } else if (status.state === 'failed') {
        stage = 'refused_by_service';
        throw status.error;
      } else if (status.state === 'completed') {
        stage = 'fetching';
        const result = await readResult(requestId, services, call);
        return await records.keepTake(job.id, current, completed(status, result));
      }
    }
    throw new SegmindError('protocol', 'The service stopped telling how the request is.', { requestId });
  } catch (error) {
    signal.throwIfAborted();
    // Anything else is no word on this picture: a store that fails, a bug. The request is followed on from its row.
    if (!(error instanceof SegmindError)) throw error;
    const failure = failureOf(error, stage);
    logger.warn(
      { jobId: job.id, take: take.index, requestId, charged: failure.charged, error },
      'A request brought no picture.',
    );
    return records.keepTake(job.id, current, { type: 'failed', failure });
  }
}

/**
 * The result of a completed request. It is paid, so a service that is down is sat out.
 *
 * @throws SegmindError when it cannot be read; the signal's reason.
 */
export async function readResult(
  requestId: string,
  { clock, segmind }: Pick<JobServices, 'clock' | 'segmind'>,
  call: { signal: AbortSignal; fairnessKey: string },
): Promise<RenderResult> {
  const lateUntilMs = clock.monotonicMs() + LATE_RESULT_MS;
  const isLate = (error: unknown): boolean =>
    error instanceof SegmindError && error.code === 'result_lost' && clock.monotonicMs() < lateUntilMs;
  return patiently(
    {
      clock,
      signal: call.signal,
      ...PAID_PATIENCE,
      isTransient: (error) => isServiceDown(error) || isLate(error),
    },
    () => segmind.result(requestId, call),
  );
}

function completed(
  status: Extract<RequestStatus, { state: 'completed' }>,
  result: RenderResult,
): { type: 'completed'; outputUrls: readonly string[]; costUsd: number | null } {
  const costUsd = result.metrics.costUsd ?? status.metrics.costUsd;
  return { type: 'completed', outputUrls: result.outputUrls, costUsd };
}

/** Durations differ by this. */
export function profileOf({ request }: Pick<RenderJob, 'request'>, model: string): RenderProfile {
  return {
    model,
    thinkingLevel: request.parameters.thinkingLevel,
    hasSources: request.sources.length > 0,
  };
}
