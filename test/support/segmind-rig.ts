import type { Dispatcher } from 'undici';

import type { BotError } from '../../src/core/errors.ts';
import { silentLogger, type Logger } from '../../src/core/logger.ts';
import { createSegmindClient } from '../../src/core/segmind/client.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/segmind/parameters.ts';
import type { RequestLimiter } from '../../src/core/segmind/limiter.ts';
import type { Pace } from '../../src/core/segmind/pace.ts';
import type { RenderProfile, SegmindClient, SubmitInput } from '../../src/core/segmind/types.ts';
import { ManualClock } from './manual-clock.ts';

export const API_KEY = 'SG_0123456789abcdef';
export const MODEL = 'nano-banana-2-lite';
export const REQUEST_ID = '2c7f59ea-13f1-402c-9353-915a2b5a2124';
export const SECRET_PROMPT = 'a purple walrus that nobody may hear of';

export const SUBMIT = `POST /v2/${MODEL}`;
export const SYNC = `POST /v1/${MODEL}`;
export const STATUS = `GET /v2/requests/${REQUEST_ID}/status`;
export const RESULT = `GET /v2/requests/${REQUEST_ID}`;
export const BALANCE = 'GET /v1/get-user-credits';
export const UPLOAD = 'POST /upload-asset';

export const TAKEN = { status: 200, json: { request_id: REQUEST_ID, status: 'QUEUED' } } as const;
export const PROFILE: RenderProfile = { model: MODEL, thinkingLevel: 'high', hasSources: false };

export const input = (more: Partial<SubmitInput> = {}): SubmitInput => ({
  prompt: SECRET_PROMPT,
  parameters: { ...DEFAULT_PARAMETERS, seed: 7 },
  imageUrls: [],
  ...more,
});

export interface Rig {
  client: SegmindClient;
  clock: ManualClock;
  /** Durations that were learned. */
  learned: number[];
  /** Times that the limiter was paused until. */
  pauses: number[];
  /** Keys by which turns at the limiter were taken. */
  turns: string[];
}

export interface RigOptions {
  baseUrl: string;
  uploadUrl?: string;
  dispatcher?: Dispatcher;
  clock?: ManualClock;
  logger?: Logger;
  delayMs?: (elapsedMs: number) => number;
  stretch?: number;
  acquire?: RequestLimiter['acquire'];
}

/** The client with a pace and a limiter that tell what was asked of them, and time that jumps when everybody waits. */
export function createRig(options: RigOptions): Rig {
  const clock = options.clock ?? new ManualClock({ autoAdvance: true });
  const learned: number[] = [];
  const pauses: number[] = [];
  const turns: string[] = [];
  const pace: Pace = {
    nextDelayMs: (_profile, elapsedMs) => options.delayMs?.(elapsedMs) ?? 1000,
    learn: (_profile, durationMs) => void learned.push(durationMs),
    estimateMs: () => null,
  };
  const limiter: RequestLimiter = {
    acquire(key, signal) {
      turns.push(key);
      return options.acquire?.(key, signal) ?? Promise.resolve();
    },
    pauseUntil: (at) => void pauses.push(at),
    stretch: () => options.stretch ?? 1,
  };
  const client = createSegmindClient({
    apiKey: API_KEY,
    baseUrl: options.baseUrl,
    uploadUrl: options.uploadUrl ?? `${options.baseUrl}/upload-asset`,
    model: MODEL,
    clock,
    logger: options.logger ?? silentLogger,
    pace,
    limiter,
    // The longest delays: 0.7 of the nominal.
    random: () => 0,
    ...(options.dispatcher ? { dispatcher: options.dispatcher } : {}),
  });
  return { client, clock, learned, pauses, turns };
}

/** What a promise was rejected with. A promise that is kept fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<BotError> {
  try {
    await promise;
  } catch (error) {
    return error as BotError;
  }
  throw new Error('It was expected to be rejected.');
}
