import { SegmindError } from '../../src/core/errors.ts';
import type { RequestLimiter } from '../../src/core/segmind/limiter.ts';
import type {
  FollowOptions,
  RenderMetrics,
  RenderResult,
  RequestStatus,
  SegmindClient,
  SegmindJob,
  SubmitInput,
  SubmitOptions,
} from '../../src/core/segmind/types.ts';
import type { Clock } from '../../src/core/time.ts';

/** How the service treats one request. Whatever is not said goes well. */
export interface Script {
  /** Thrown by the submit; `hang`: it never answers, until its signal aborts. */
  submit?: SegmindError | 'hang';
  /** Thrown while it is followed, in place of `completed`; `hang`: it goes on processing until the signal or the deadline ends it. */
  follow?: SegmindError | 'hang';
  /** The word of the service that it failed. */
  failed?: SegmindError;
  /** Thrown by each reading of the result. */
  result?: SegmindError;
  outputUrls?: readonly string[];
}

const METRICS: RenderMetrics = {
  queueMs: 200,
  inferenceMs: 4000,
  totalMs: 4200,
  costUsd: 0.042,
  remainingCreditsUsd: 9,
};
const LOOK_MS = 1000;

/** The port of the client over scripts, for what a real connection cannot be made to do at an exact moment. Outlives a restart. */
export class ScriptedSegmind implements SegmindClient {
  /** Everything that was bought, in order. */
  readonly submits: { requestId: string; input: SubmitInput }[] = [];
  readonly followed: string[] = [];
  readonly uploads: Uint8Array[] = [];
  /** Awaited before a submit reaches the service, and before the first look at a request. */
  beforeCall: (call: 'submit' | 'follow') => Promise<void> = () => Promise.resolve();
  /** Where submits wait for their turn; null: it is always theirs. */
  limiter: RequestLimiter | null = null;
  /** Submits that wait there. */
  inLine = 0;
  readonly #clock: Clock;
  readonly #scripts = new Map<string, Script>();
  readonly #planned: Script[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How the next requests go, one each. */
  plan(...scripts: readonly Script[]): void {
    this.#planned.push(...scripts);
  }

  /** What becomes of a request that is known already. */
  script(requestId: string, script: Script): void {
    this.#scripts.set(requestId, script);
  }

  async submit(input: SubmitInput, options: SubmitOptions = {}): Promise<SegmindJob> {
    this.inLine += 1;
    try {
      await this.limiter?.acquire(options.fairnessKey ?? 'shared', options.signal);
    } finally {
      this.inLine -= 1;
    }
    const script = this.#planned.shift() ?? {};
    await options.beforeSend?.();
    options.signal?.throwIfAborted();
    await this.beforeCall('submit');
    if (script.submit === 'hang') {
      await aborted(options.exchangeSignal ?? options.signal);
      throw lostAnswer();
    }
    if (script.submit) throw script.submit;
    const requestId = `request-${this.submits.length + 1}`;
    this.submits.push({ requestId, input });
    this.script(requestId, script);
    return this.job(requestId);
  }

  async *follow(requestId: string, options: FollowOptions): AsyncGenerator<RequestStatus, void, void> {
    this.followed.push(requestId);
    await this.beforeCall('follow');
    const script = this.#scripts.get(requestId) ?? {};
    yield { state: 'queued', requestId };
    await this.#clock.sleep(LOOK_MS, options.signal);
    yield { state: 'processing', requestId };
    await this.#clock.sleep(LOOK_MS, options.signal);
    const deadlineAt = options.deadlineAt ?? Number.POSITIVE_INFINITY;
    if (script.follow === 'hang') await this.#clock.sleep(deadlineAt - this.#clock.now(), options.signal);
    if (this.#clock.now() >= deadlineAt) {
      throw new SegmindError('deadline', 'Not in time.', {
        requestId,
        charged: 'unknown',
        retry: 'user_may',
      });
    }
    if (script.follow instanceof SegmindError) throw script.follow;
    if (script.failed) yield { state: 'failed', requestId, error: script.failed };
    else yield { state: 'completed', requestId, metrics: METRICS };
  }

  async result(requestId: string): Promise<RenderResult> {
    await Promise.resolve();
    const script = this.#scripts.get(requestId) ?? {};
    if (script.result) throw script.result;
    const outputUrls = script.outputUrls ?? [`https://images.segmind.com/${requestId}.jpg`];
    return { requestId, outputUrls, text: null, seed: null, metrics: METRICS };
  }

  job(requestId: string): SegmindJob {
    return {
      requestId,
      status: () => this.status(requestId),
      result: () => this.result(requestId),
      follow: (options) => this.follow(requestId, options),
    };
  }

  async upload(bytes: Uint8Array): Promise<string> {
    await Promise.resolve();
    this.uploads.push(bytes);
    return `https://images.segmind.com/assets/${this.uploads.length}`;
  }

  estimateMs(): number | null {
    return 4200;
  }

  status(_requestId: string): Promise<RequestStatus> {
    return Promise.reject(new Error('No job of the bot asks for one status.'));
  }
  run(): Promise<RenderResult> {
    return Promise.reject(new Error('No job of the bot runs in one call.'));
  }
  sync(): Promise<never> {
    return Promise.reject(new Error('No job of the bot is synchronous.'));
  }
  balance(): Promise<{ creditsUsd: number; freeCreditsUsd: number }> {
    return Promise.resolve({ creditsUsd: 9, freeCreditsUsd: 0 });
  }
  async close(): Promise<void> {
    await Promise.resolve();
  }
}

export function lostAnswer(): SegmindError {
  return new SegmindError('submit_outcome_unknown', 'The answer was lost.', {
    charged: 'unknown',
    retry: 'user_may',
  });
}

export function contentBlock(): SegmindError {
  return new SegmindError('blocked', 'Blocked.', { charged: 'no', detail: 'content policy' });
}

/** A limiter at which it is nobody's turn, so that nothing leaves. */
export function noTurns(): RequestLimiter {
  return {
    acquire: async (_key, signal) => {
      await aborted(signal);
      signal?.throwIfAborted();
    },
    pauseUntil: () => undefined,
    stretch: () => 1,
  };
}

async function aborted(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
