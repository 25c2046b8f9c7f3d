import type { MessageRef } from '../conversation/refs.ts';
import { BotError, PlatformError, StoreError, asBotError } from '../errors.ts';
import type { Delivery } from '../presenting/presenter.ts';
import { MINUTE_MS, SECOND_MS, type Clock } from '../time.ts';
import { giveUpDelivery, recordDelivery } from './end-delivery.ts';
import type { RenderJob } from './job.ts';
import { outgoingPictures } from './outgoing.ts';
import { chatCall, isChatDown, isSurelyNotPosted } from './patience.ts';
import type { JobServices } from './services.ts';
import { missingPictures } from './sources.ts';
import { advanceJob } from './transitions.ts';

/** A paid picture waits for its chat for as long as the chat is down, and asks for it ever more rarely. */
const FIRST_WAIT_MS = SECOND_MS;
const MAX_WAIT_MS = 5 * MINUTE_MS;

/**
 * How often pictures are posted again without knowing whether they stand there. A paid picture outranks a duplicate, but a chat that
 * takes every post and never answers must not be filled with them.
 */
const MAX_BLIND_POSTS = 3;

/** How often a delivery goes on after an error that says nothing, such as a bug of an adapter: it may pass, and it may stay. */
const MAX_STRANGE_ERRORS = 3;

/** What this delivery has been through. */
interface Course {
  /** An earlier post may have arrived: it is looked for before another one is made. */
  mayBePosted: boolean;
  isPossibleRepeat: boolean;
  blindPosts: number;
  strangeErrors: number;
  smaller: boolean;
  hasNewMessage: boolean;
  /** Aborts when the job gets a fresher handle than the one that this try works with. */
  outdated: AbortController;
}

/**
 * Posts the pictures of a job that is `delivering`, until they stand in the chat or surely cannot. They are safe in the picture store
 * meanwhile.
 *
 * @param start `mayBePosted`: somebody was here before and died, or was cut off, so the post is looked for first.
 * @throws the signal's reason; StoreError when rows or pictures cannot be read or written. Whoever comes next looks for the post first.
 */
export async function deliverJob(
  job: RenderJob,
  services: JobServices,
  signal: AbortSignal,
  start: { mayBePosted: boolean },
): Promise<void> {
  const { desk, onFreshHandle, posted } = services;
  await desk.handOver(job);
  const standing = posted.get(job.id);
  if (standing) {
    await recordDelivery(job.id, standing, services, signal);
    return;
  }
  const course: Course = {
    mayBePosted: start.mayBePosted,
    isPossibleRepeat: false,
    blindPosts: 0,
    strangeErrors: 0,
    smaller: false,
    hasNewMessage: false,
    outdated: new AbortController(),
  };
  onFreshHandle.set(job.id, () => course.outdated.abort());
  try {
    await untilDelivered(job.id, services, signal, course);
  } finally {
    onFreshHandle.delete(job.id);
  }
}

async function untilDelivered(
  jobId: string,
  services: JobServices,
  signal: AbortSignal,
  course: Course,
): Promise<void> {
  const { clock, logger, posted, records } = services;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(MAX_WAIT_MS, waitMs * 2)) {
    course.outdated = new AbortController();
    const current = await records.get(jobId);
    if (current?.state !== 'delivering') return;
    try {
      const messages = await tryOnce(current, services, signal, course);
      posted.set(jobId, messages);
      await recordDelivery(jobId, messages, services, signal);
      return;
    } catch (error) {
      signal.throwIfAborted();
      // The rows or the pictures cannot be read or written: the job stays as it is, and is taken up again.
      if (error instanceof StoreError) throw error;
      logger.warn({ jobId, error }, 'A delivery did not come through.');
      const next = await decide(error, current, services, signal, course);
      if (next === 'give_up') {
        await giveUpDelivery(current, error, services, signal);
        return;
      }
      if (next === 'wait')
        await pause(clock, Math.max(waitMs, retryAfterMs(error)), course.outdated.signal, signal);
    }
  }
}

/** @throws the reason of `signal`; `hurry` only ends the pause, a post that is on its way is let arrive. */
async function pause(clock: Clock, ms: number, hurry: AbortSignal, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, AbortSignal.any([signal, hurry]));
  } catch (error) {
    signal.throwIfAborted();
    if (!hurry.aborted) throw error;
  }
}

async function tryOnce(
  job: RenderJob,
  services: JobServices,
  signal: AbortSignal,
  course: Course,
): Promise<readonly MessageRef[]> {
  const { clock, desk } = services;
  const presenter = services.presenterOf(job.request.requester.platform);
  const { handle } = job.handle === null ? await desk.announceAgain(job, signal) : job;
  // The job's own name: the same for every try, whoever makes it.
  const deliveryKey = job.id;
  if (course.mayBePosted) {
    const found = await chatCall(clock, signal, (inner) => presenter.find(handle, deliveryKey, inner));
    if (found !== 'unknown' && found.length > 0) return found;
    course.mayBePosted = false;
    if (found === 'unknown') {
      course.isPossibleRepeat = true;
      course.blindPosts += 1;
    }
  }
  const pictures = await outgoingPictures(job, presenter.capabilities, services, signal, course.smaller);
  // Drawn as it will be once it stands there: the post is the last thing that happens to a job.
  const at = clock.now();
  const delivered = advanceJob(job, { type: 'delivered', handle: null, messages: [], at });
  const { isPossibleRepeat, smaller } = course;
  const view = services.view(delivered, {
    isPossibleRepeat,
    isSmaller: smaller,
    missingPictures: missingPictures(job, pictures),
  });
  try {
    const post = (inner: AbortSignal): Promise<Delivery> =>
      presenter.deliver(handle, deliveryKey, view, pictures, inner);
    return (await chatCall(clock, signal, post)).messages;
  } catch (error) {
    course.mayBePosted = !isSurelyNotPosted(error, signal);
    throw error;
  }
}

/** `again`: at once, by another way. */
async function decide(
  error: unknown,
  job: RenderJob,
  services: JobServices,
  signal: AbortSignal,
  course: Course,
): Promise<'again' | 'wait' | 'give_up'> {
  if (!(error instanceof PlatformError)) {
    // What our own parts refuse before anything was posted, they refuse every time.
    if (error instanceof BotError && !course.mayBePosted) return 'give_up';
    course.strangeErrors += 1;
    return course.strangeErrors <= MAX_STRANGE_ERRORS ? 'wait' : 'give_up';
  }
  if (isChatDown(error)) return 'wait';
  switch (error.reason) {
    case 'outcome_unknown':
      return course.blindPosts < MAX_BLIND_POSTS ? 'wait' : 'give_up';
    case 'payload_too_large':
      if (course.smaller) return 'give_up';
      course.smaller = true;
      return 'again';
    case 'handle_expired':
    case 'gone':
      // It was said of a handle that is not the job's any more.
      if (course.outdated.signal.aborted) return 'again';
      // The message is lost, but the place may still be there: once, a new message takes its part.
      if (course.hasNewMessage) return 'give_up';
      course.hasNewMessage = true;
      // Where the looking found the message lost, nobody can tell any more whether the pictures stood on it.
      course.isPossibleRepeat ||= course.mayBePosted;
      return (await hasNewMessage(job, services, signal)) ? 'again' : 'give_up';
    default:
      return 'give_up';
  }
}

async function hasNewMessage(job: RenderJob, services: JobServices, signal: AbortSignal): Promise<boolean> {
  try {
    await services.desk.announceAgain(job, signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PlatformError)) throw error;
    // The caller gives up with the error of the delivery itself, which says more.
    return false;
  }
}

function retryAfterMs(error: unknown): number {
  return asBotError(error).retryAfterMs ?? 0;
}
