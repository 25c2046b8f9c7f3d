import {
  SegmindError,
  asBotError,
  type BotError,
  type Clock,
  type RenderResult,
  type RequestStatus,
  type SegmindClient,
  type SegmindJob,
  type SubmitInput,
} from '../../core/index.ts';
import type { Journal } from './journal.ts';

/** How one paid request ended. */
export interface Painted {
  requestId: string | null;
  seed: number | null;
  /** Null when it failed or was left waiting. */
  file: string | null;
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
  /** Downloads the result and puts it on disk; returns the path. */
  save: (result: RenderResult) => Promise<string>;
  model: string;
}

/** Buys one picture and saves it. Never rejects: what happened is in the answer. */
export async function paint(
  input: SubmitInput & { parameters: { seed: number } },
  options: PaintOptions,
): Promise<Painted> {
  const { client, clock, journal } = options;
  const { seed } = input.parameters;
  let job: SegmindJob;
  try {
    options.signal.throwIfAborted();
    journal.write({ event: 'submitting', seed });
    options.onStatus('SUBMITTING');
    // Ctrl-C does not cut this call off: its answer is the id of something that may be paid already.
    job = await client.submit(input);
    journal.write({ event: 'submitted', seed, requestId: job.requestId });
    // The service answers a submit with this state; the first look may be seconds away.
    options.onStatus('QUEUED');
  } catch (thrown) {
    // This is a border: the command line tells the person and goes on with the other pictures.
    return ended({ requestId: null, seed }, thrown, options);
  }
  const hasSources = input.imageUrls.length > 0;
  return collect(job, seed, {
    ...options,
    submittedAt: clock.now(),
    hasSources,
    thinkingLevel: input.parameters.thinkingLevel,
  });
}

/** Waits for a request that was taken before, and saves its picture. Never rejects. */
export async function collect(
  job: SegmindJob,
  seed: number | null,
  options: PaintOptions & { submittedAt: number; hasSources: boolean; thinkingLevel: 'minimal' | 'high' },
): Promise<Painted> {
  const { requestId } = job;
  const { submittedAt, hasSources, thinkingLevel, signal } = options;
  try {
    const profile = { model: options.model, thinkingLevel, hasSources };
    for await (const status of job.follow({ profile, submittedAt, signal })) {
      options.onStatus(status.state.toUpperCase() as Uppercase<RequestStatus['state']>);
      if (status.state === 'failed') throw status.error;
    }
    const result = await job.result({ signal });
    const file = await options.save(result);
    options.journal.write({ event: 'saved', requestId, file });
    return {
      requestId,
      seed: seed ?? result.seed,
      file,
      costUsd: result.metrics.costUsd,
      error: null,
      interrupted: false,
    };
  } catch (thrown) {
    // The same border as in `paint`.
    return ended({ requestId, seed }, thrown, options);
  }
}

function ended(
  request: { requestId: string | null; seed: number | null },
  thrown: unknown,
  options: PaintOptions,
): Painted {
  const interrupted = options.signal.aborted && thrown === options.signal.reason;
  const error = interrupted ? null : asBotError(thrown);
  const requestId = request.requestId ?? (error instanceof SegmindError ? error.requestId : null);
  if (error)
    options.journal.write({
      event: 'failed',
      seed: request.seed ?? 0,
      requestId,
      code: error.code,
      charged: error.charged,
    });
  return { requestId, seed: request.seed, file: null, costUsd: null, error, interrupted };
}
