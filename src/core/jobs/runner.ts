import { asBotError, BotError, PlatformError, StoreError } from '../errors.ts';
import { SECOND_MS } from '../time.ts';
import { deliverJob } from './deliver.ts';
import type { JobHandler, RunContext } from './dispatcher.ts';
import { closeUnannounced, failWaiting, finishJob } from './finish.ts';
import { isFinalJob, isFinalTake, type RenderJob } from './job.ts';
import { DEFAULT_DEADLINE_MS } from '../segmind/follow.ts';
import { paintTake } from './paint-take.ts';
import { prepareSources } from './prepare.ts';
import { cancelTakes, hasEnded, settleSubmits } from './recovery.ts';
import type { JobServices } from './services.ts';
import { advanceJob } from './transitions.ts';

/** How often the seconds on a message are freshened while nothing else changes, and in any case not more often than this many edits. */
const TICK_MS = 5 * SECOND_MS;
const EDITS_PER_TICK = 4;

/**
 * The handler of the dispatcher: takes a job from wherever its rows say it is to its end. It is the same after a crash, a stop, an
 * interrupt or nothing at all. It never rejects: what cannot go on now stays in its rows and is taken up by the next sweep.
 */
export function createRunner(services: JobServices): JobHandler {
  const { logger, records } = services;
  return async (jobId, context) => {
    try {
      await run(jobId, services, context);
    } catch (error) {
      // The runner's border. A stop or an interrupt leaves everything in the rows.
      if (context.signal.aborted) return;
      logger.error({ jobId, error }, 'A job could not go on; it is taken up again from its rows.');
      if (error instanceof StoreError) return;
      await withholdMoney(jobId, asBotError(error), services, context);
    }
  };

  /** A bug of ours must spend nothing further; what is paid already is followed by the next sweep. */
  async function withholdMoney(
    jobId: string,
    error: BotError,
    all: JobServices,
    context: RunContext,
  ): Promise<void> {
    try {
      const job = await records.get(jobId);
      if (job === null || isFinalJob(job) || job.state === 'delivering') return;
      await failWaiting(job, error, all);
      const failed = await records.get(jobId);
      if (failed && hasEnded(failed)) await finishJob(failed, all, context);
    } catch (second) {
      logger.error({ jobId, error: second }, 'A job could not be ended either.');
    }
  }
}

async function run(jobId: string, services: JobServices, context: RunContext): Promise<void> {
  const found = await services.records.get(jobId);
  if (found === null || isFinalJob(found)) return;
  if (found.state === 'delivering') {
    context.releaseSlot();
    // Whoever brought it here may have posted it and died before the record.
    await deliverJob(found, services, context.signal, { mayBePosted: true });
    return;
  }
  await settleSubmits(found, services);
  if (found.cancelRequestedAt !== null) await cancelTakes(jobId, services);
  const begun = await begin(jobId, services, context);
  if (begun === null) return;
  if (!hasEnded(begun)) await paint(begun, services, context);
  const ended = await services.records.get(jobId);
  if (ended && !isFinalJob(ended)) await finishJob(ended, services, context);
}

/** Announced and counted as begun; null when the job ended instead. */
async function begin(jobId: string, services: JobServices, context: RunContext): Promise<RenderJob | null> {
  const { clock, desk, records } = services;
  const job = await records.get(jobId);
  if (job === null || isFinalJob(job) || hasEnded(job)) return job;
  try {
    await desk.announce(job, context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof PlatformError)) throw error;
    // Nothing is bought that could not be delivered; what was bought before goes on, and its delivery looks for a place again.
    await failWaiting(job, error, services);
    const failed = await records.get(jobId);
    if (failed === null || !hasEnded(failed)) return failed;
    await closeUnannounced(failed, error, services, context.signal);
    return null;
  }
  return records.change(jobId, (stored) =>
    stored.state === 'accepted'
      ? advanceJob(stored, { type: 'started', deadlineAt: clock.now() + DEFAULT_DEADLINE_MS })
      : null,
  );
}

/** Every take to its end, all at once. Those that the service has already wait for no preparation. */
async function paint(job: RenderJob, services: JobServices, { signal }: RunContext): Promise<void> {
  const waiting = job.takes.filter((take) => take.state === 'waiting');
  const underWay = job.takes.filter((take) => take.state !== 'waiting' && !isFinalTake(take));
  const painting = new AbortController();
  const ticking = tick(job, services, AbortSignal.any([signal, painting.signal]));
  try {
    await all([
      ...underWay.map((take) => paintTake(job, take, [], services, signal)),
      waiting.length > 0 ? buy() : Promise.resolve(),
    ]);
  } finally {
    painting.abort();
    await ticking;
  }

  async function buy(): Promise<void> {
    let imageUrls: readonly string[];
    try {
      imageUrls = await prepareSources(job, services, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof BotError) || error instanceof StoreError) throw error;
      await failWaiting(job, error, services);
      return;
    }
    await all(waiting.map((take) => paintTake(job, take, imageUrls, services, signal)));
  }
}

/** Waits for all of them, also when one fails: no handler may return while a submit of its job is on its way. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function tick(job: RenderJob, services: JobServices, signal: AbortSignal): Promise<void> {
  const { clock, desk, records } = services;
  try {
    const { minUpdateIntervalMs } = services.presenterOf(job.request.requester.platform).capabilities;
    const everyMs = Math.max(TICK_MS, EDITS_PER_TICK * minUpdateIntervalMs);
    for (;;) {
      await clock.sleep(everyMs, signal);
      const current = await records.get(job.id);
      if (current && !isFinalJob(current)) desk.show(current);
    }
  } catch (error) {
    // A message with old seconds on it is no reason to stop painting.
    if (!signal.aborted)
      services.logger.warn({ jobId: job.id, error }, 'The seconds on a message stand still.');
  }
}
