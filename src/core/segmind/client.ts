import type { Dispatcher } from 'undici';

import { SegmindError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../time.ts';
import { DEFAULT_DEADLINE_MS, follow } from './follow.ts';
import { createHttp } from './http.ts';
import type { RequestLimiter } from './limiter.ts';
import { result, status } from './looks.ts';
import type { Pace } from './pace.ts';
import type { ClientParts } from './parts.ts';
import { balance } from './reads.ts';
import { submit, sync } from './submit.ts';
import type { RequestStatus, SegmindClient, SegmindJob } from './types.ts';
import { upload } from './upload.ts';
import { isRequestId } from './wire.ts';

export interface SegmindClientOptions {
  apiKey: string;
  /** `https://api.segmind.com`, without a version. */
  baseUrl: string | URL;
  uploadUrl: string | URL;
  model: string;
  clock: Clock;
  logger: Logger;
  pace: Pace;
  limiter: RequestLimiter;
  /** 0 ≤ x < 1, for the jitter of back-offs. Default `Math.random`. */
  random?: () => number;
  /** Where requests go, which then stays the caller's to close. Default: connections of the client's own, kept alive for GETs. */
  dispatcher?: Dispatcher;
}

/** Completed requests whose result has not been read yet; far more than are ever in flight. */
const MAX_COMPLETED = 10_000;

/** @throws SegmindError `auth` for a key that cannot be one, so that nobody learns of it from the first answer. */
export function createSegmindClient(options: SegmindClientOptions): SegmindClient {
  if (!/^[\x21-\x7e]+$/.test(options.apiKey))
    throw new SegmindError('auth', 'The API key is empty or has characters that no key has.');
  const parts: ClientParts = {
    ...options,
    baseUrl: new URL(options.baseUrl),
    uploadUrl: new URL(options.uploadUrl),
    random: options.random ?? Math.random,
    http: createHttp(options.dispatcher),
  };
  const completed = new Set<string>();

  function noteCompleted(status: RequestStatus): void {
    if (status.state !== 'completed') return;
    completed.add(status.requestId);
    for (const oldest of completed) {
      if (completed.size <= MAX_COMPLETED) break;
      completed.delete(oldest);
    }
  }

  const client: SegmindClient = {
    async submit(input, call = {}) {
      return client.job(await submit(parts, input, call));
    },
    job(requestId) {
      const id = checkedId(requestId);
      const job: SegmindJob = {
        requestId: id,
        status: (call) => client.status(id, call),
        result: (call) => client.result(id, call),
        follow: (call) => client.follow(id, call),
      };
      return job;
    },
    async status(requestId, call = {}) {
      const found = await status(parts, checkedId(requestId), call);
      noteCompleted(found);
      return found;
    },
    async result(requestId, call = {}) {
      const id = checkedId(requestId);
      const found = await result(parts, id, call, completed.has(id));
      completed.delete(id);
      return found;
    },
    async *follow(requestId, call) {
      for await (const change of follow(parts, checkedId(requestId), call)) {
        noteCompleted(change);
        yield change;
      }
    },
    async run(input, call = {}) {
      const { onStatus, deadlineMs = DEFAULT_DEADLINE_MS, ...callOptions } = call;
      const { requestId } = await client.submit(input, callOptions);
      const submittedAt = parts.clock.now();
      onStatus?.({ state: 'queued', requestId });
      let isFirst = true;
      for await (const change of client.follow(requestId, {
        ...callOptions,
        profile: {
          model: parts.model,
          thinkingLevel: input.parameters.thinkingLevel,
          hasSources: input.imageUrls.length > 0,
        },
        submittedAt,
        deadlineAt: submittedAt + deadlineMs,
      })) {
        // That it is queued was told when the service took it.
        if (!(isFirst && change.state === 'queued')) onStatus?.(change);
        isFirst = false;
        if (change.state === 'failed') throw change.error;
      }
      return client.result(requestId, callOptions);
    },
    sync: (input, call = {}) => sync(parts, input, call),
    balance: (call = {}) => balance(parts, call),
    upload: (bytes, contentType, call = {}) => upload(parts, bytes, contentType, call),
    estimateMs: (profile) => parts.pace.estimateMs(profile),
    close: () => parts.http.close(),
  };
  return client;
}

function checkedId(requestId: string): string {
  if (isRequestId(requestId)) return requestId;
  throw new SegmindError('invalid_input', 'This is no id of a request.');
}
