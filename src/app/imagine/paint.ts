import {
  BotError,
  SegmindError,
  asBotError,
  type Charged,
  type Clock,
  type RenderResult,
  type RequestStatus,
  type SegmindClient,
  type SegmindJob,
  type SubmitInput,
} from '../../core/index.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** How one paid request ended. */
export interface Painted {
  requestId: string | null;
  seed: number | null;
  /** Usually one; the service may paint several for one request. Empty when it failed or was left waiting. */
  files: readonly string[];
  costUsd: number | null;
  error: BotError | null;
  /** Ctrl-C came while it was waiting: the request goes on at the service. */
  interrupted: boolean;
}

export interface PaintOptions {
  client: SegmindClient;
  clock: Clock;
  journal: Journal;
  signal: AbortSignal;
  onStatus: (state: 'SUBMITTING' | Uppercase<RequestStatus['state']>) => void;
  /** Downloads the result and puts it on disk; returns the paths. */
  save: (result: RenderResult) => Promise<readonly string[]>;
  model: string;
}

/** Never aborts: the client's own time limit ends an exchange. */
const UNENDING = new AbortController().signal;

/** Buys one picture and saves it. Never rejects: what happened is in the answer. */
export async function paint(
  input: SubmitInput & { parameters: { seed: number } },
  options: PaintOptions,
): Promise<Painted> {
  const { client, clock, journal, signal } = options;
  const { seed, thinkingLevel } = input.parameters;
  let job: SegmindJob;
  try {
    signal.throwIfAborted();
    options.onStatus('SUBMITTING');
    job = await client.submit(input, {
      signal,
      // A disk that cannot take this line could not take the picture: nothing is bought then.
      beforeSend: () => {
        journal.write({ event: 'submitting', seed });
        return Promise.resolve();
      },
      // Ctrl-C does not cut off what has left: its answer is the id of something that may be paid already.
      exchangeSignal: UNENDING,
    });
  } catch (thrown) {
    // This is a border: the command line tells the person and goes on with the other pictures.
    return ended({ requestId: null, seed, charged: 'no' }, thrown, options);
  }
  note(journal, { event: 'submitted', seed, requestId: job.requestId });
  // The service answers a submit with this state; the first look may be seconds away.
  options.onStatus('QUEUED');
  const hasSources = input.imageUrls.length > 0;
  return collect(job, seed, { ...options, submittedAt: clock.now(), hasSources, thinkingLevel });
}

/** Waits for a request that was taken before, and saves its picture. Never rejects. */
export async function collect(
  job: SegmindJob,
  seed: number | null,
  options: PaintOptions & { submittedAt: number; hasSources: boolean; thinkingLevel: 'minimal' | 'high' },
): Promise<Painted> {
  const { requestId } = job;
  const { submittedAt, hasSources, thinkingLevel, signal } = options;
  let charged: Charged = 'unknown';
  try {
    const profile = { model: options.model, thinkingLevel, hasSources };
    for await (const status of job.follow({ profile, submittedAt, signal })) {
      options.onStatus(status.state.toUpperCase() as Uppercase<RequestStatus['state']>);
      if (status.state === 'failed') throw status.error;
    }
    charged = 'yes';
    const result = await job.result({ signal });
    const files = await options.save(result);
    for (const file of files) note(options.journal, { event: 'saved', requestId, file });
    const { costUsd } = result.metrics;
    return { requestId, seed: seed ?? result.seed, files, costUsd, error: null, interrupted: false };
  } catch (thrown) {
    // The same border as in `paint`.
    return ended({ requestId, seed, charged }, thrown, options);
  }
}

function ended(
  request: { requestId: string | null; seed: number | null; charged: Charged },
  thrown: unknown,
  options: PaintOptions,
): Painted {
  const interrupted = options.signal.aborted && thrown === options.signal.reason;
  const error = interrupted ? null : errorOf(thrown, request);
  const requestId = request.requestId ?? (error instanceof SegmindError ? error.requestId : null);
  const { seed } = request;
  if (error)
    note(options.journal, { event: 'failed', seed, requestId, code: error.code, charged: error.charged });
  return { requestId, seed, files: [], costUsd: null, error, interrupted };
}

/** Our own errors know whether money was spent; a disk's does not, but the moment at which it came tells. */
function errorOf(
  thrown: unknown,
  { requestId, charged }: { requestId: string | null; charged: Charged },
): BotError {
  if (thrown instanceof BotError) return thrown;
  if (charged !== 'yes') return asBotError(thrown);
  return new SegmindError('output_unreadable', 'The picture was painted and could not be saved.', {
    charged,
    requestId,
    retry: 'user_may',
    cause: thrown,
  });
}

/** What has been bought is bought: a journal that cannot be written any more must not lose it. */
function note(journal: Journal, entry: JournalEntry): void {
  try {
    journal.write(entry);
  } catch {
    // The id is shown on the screen as well, which is then the only place that has it.
  }
}
