import { requesterKey } from '../conversation/ref-codec.ts';
import { SegmindError } from '../errors.ts';
import { SECOND_MS } from '../time.ts';
import { failureOf } from './failures.ts';
import type { RenderJob, Take } from './job.ts';
import { graceSignal } from './patience.ts';
import type { JobServices } from './services.ts';

/**
 * How long a stop or a cancel waits for the answer to a submit. The answer carries the id of something that is paid; cutting it off
 * would turn a known picture into an unknown outcome. Measured submits answer within 2 s.
 */
const SUBMIT_GRACE_MS = 20 * SECOND_MS;

/**
 * Buys one picture: waiting → submitting, written before anything leaves → queued, written before anyone looks. Returns the take as it
 * is now written, or null when somebody else had moved it.
 *
 * @throws the signal's reason, with the take back in `waiting`, when the submit surely never left.
 */
export async function submitTake(
  job: RenderJob,
  take: Take,
  imageUrls: readonly string[],
  { clock, logger, records, segmind }: JobServices,
  signal: AbortSignal,
): Promise<Take | null> {
  signal.throwIfAborted();
  const submitting = await records.advanceTake(job.id, take, { type: 'submit_started' });
  if (!submitting) return null;
  const { prompt, parameters, requester } = job.request;
  const input = { prompt, parameters: { ...parameters, seed: take.seed }, imageUrls };
  const grace = graceSignal(clock, signal, SUBMIT_GRACE_MS);
  let requestId: string;
  try {
    ({ requestId } = await segmind.submit(input, {
      signal: grace.signal,
      fairnessKey: requesterKey(requester),
    }));
  } catch (error) {
    // The client throws the signal's own reason only where nothing has left this machine.
    if (grace.signal.aborted && !(error instanceof SegmindError)) {
      await records.keepTake(job.id, submitting, { type: 'submit_withdrawn' });
      throw error;
    }
    const failure = failureOf(error, 'submit');
    logger.warn({ jobId: job.id, take: take.index, charged: failure.charged, error }, 'A submit failed.');
    return await records.keepTake(job.id, submitting, { type: 'failed', failure });
  } finally {
    grace.clear();
  }
  return records.keepTake(job.id, submitting, { type: 'submitted', requestId, at: clock.now() });
}
