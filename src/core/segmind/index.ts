/**
 * Segmind's queue.
 *
 * @module
 */
export { createUploadCache, type UploadCache, type UploadCacheOptions } from './assets.ts';
export { createSegmindClient, type SegmindClientOptions } from './client.ts';
export { DEFAULT_DEADLINE_MS, REQUEST_LIFETIME_MS } from './follow.ts';
export { createRequestLimiter, type RequestLimiter, type RequestLimiterOptions } from './limiter.ts';
export { createPace, type Pace, type PaceOptions } from './pace.ts';
export * from './parameters.ts';
export type * from './types.ts';
