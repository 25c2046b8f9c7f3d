import { requesterKey } from '../conversation/ref-codec.ts';
import { InternalError, SegmindError } from '../errors.ts';
import { SECOND_MS } from '../time.ts';
import { failureOf, type Stage } from './failures.ts';
import type { RenderJob, Take } from './job.ts';
import { graceSignal } from './patience.ts';
import { takeKey, type JobServices } from './services.ts';
import type { TakeEvent } from './take-transitions.ts';

/**
 * How long a cancel waits for the answer to a submit that has left; a stop waits for `STOP_GRACE_MS`. The answer carries the id of
 * something that is paid; cutting it off would turn a known picture into an unknown outcome. Measured submits answer within 2 s.
 */
const SUBMIT_GRACE_MS = 20 * SECOND_MS;

/** Somebody else moved the take while its submit waited for its turn: nothing is sent. */
class TakeMoved extends Error {}

/**
 * Buys one picture: waiting → submitting, written in the moment before its body may leave → queued, written before anyone looks. While
 * it waits for its turn it is `waiting`, so that a cancel or the death of the program costs nothing. Returns the take as it is now
 * written, or null when somebody else had moved it.
 *
 * @throws the signal's reason, with the take in `waiting`, when the submit surely never left.
 */
export async function submitTake(
  job: RenderJob,
  take: Take,
  imageUrls: readonly string[],
  { answers, clock, logger, records, segmind }: JobServices,
  signal: AbortSignal,
): Promise<Take | null> {
  signal.throwIfAborted();
  const { prompt, parameters, requester } = job.request;
  const input = { prompt, parameters: { ...parameters, seed: take.seed }, imageUrls };
  const grace = graceSignal(clock, signal, SUBMIT_GRACE_MS);
  const written: { take: Take | null } = { take: null };
  const beforeSend = async (): Promise<void> => {
    // A second try finds it written by the first.
    written.take ??= await records.advanceTake(job.id, take, { type: 'submit_started' });
    if (!written.take) throw new TakeMoved();
  };
  let requestId: string;
  try {
    const fairnessKey = requesterKey(requester);
    const options = { signal, exchangeSignal: grace.signal, fairnessKey, beforeSend };
    ({ requestId } = await segmind.submit(input, options));
  } catch (error) {
    if (error instanceof TakeMoved) return null;
    // The client throws the signal's own reason only where nothing was bought.
    const isWithdrawn = signal.aborted && error === signal.reason;
    if (written.take === null) {
      if (isWithdrawn || !(error instanceof SegmindError)) throw error;
      return await records.advanceTake(job.id, take, failed(error, 'before_submit'));
    }
    if (isWithdrawn) {
      await settle(written.take, { type: 'submit_withdrawn' });
      throw error;
    }
    return await settle(written.take, failed(error, 'submit'));
  } finally {
    grace.clear();
  }
  const submitting = written.take;
  if (!submitting) throw new InternalError('A submit was sent without being written down.');
  return settle(submitting, { type: 'submitted', requestId, at: clock.now() });

  /** A store that fails for longer than the record waits must not cost what is known: whoever takes the job up again finds it here. */
  async function settle(submitting: Take, answer: TakeEvent): Promise<Take> {
    const key = takeKey(job.id, take);
    answers.set(key, answer);
    const settled = await records.keepTake(job.id, submitting, answer);
    answers.delete(key);
    return settled;
  }

  function failed(error: unknown, stage: Stage): TakeEvent {
    const failure = failureOf(error, stage);
    logger.warn({ jobId: job.id, take: take.index, charged: failure.charged, error }, 'A submit failed.');
    return { type: 'failed', failure };
  }
}
