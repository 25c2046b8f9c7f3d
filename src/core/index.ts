/**
 * The one path by which adapters, the store and the composition root reach the core.
 *
 * @module
 */
export type * from './adapter.ts';
export type * from './bot.ts';
export { decideEditTarget, type EditFacts, type EditTarget } from './conversation/edit-target.ts';
export { encodeConversationRef, requesterKey } from './conversation/ref-codec.ts';
export * from './conversation/refs.ts';
export { createBot, type BotOptions, type RunningBot } from './create-bot.ts';
export * from './errors.ts';
export * from './jobs/dispatcher.ts';
export * from './jobs/job.ts';
export { STOP_GRACE_MS, isChatDown, nullIfRefused, patiently } from './jobs/patience.ts';
export type * from './jobs/picture-store.ts';
export type * from './jobs/request.ts';
export type { PictureTools } from './jobs/services.ts';
export type * from './jobs/store.ts';
export { audienceAfter, hasStoredPictures, isOwner, maySee, picturesOf } from './jobs/sources.ts';
export { takeInOrder, type StoredSource } from './jobs/take-in-order.ts';
export * from './logger.ts';
export { isNeverSent } from './never-sent.ts';
export {
  createOutputDownload,
  hostRules,
  type DownloadOutput,
  type DownloadedPicture,
  type OutputDownloadOptions,
} from './pictures/download.ts';
export { fileNameFor, fitForChat, type ChatFit, type ChatPicture } from './pictures/for-chat.ts';
export {
  createGuardedFetch,
  type FetchedPicture,
  type FetchPicture,
  type FetchPolicy,
  type GuardedFetchOptions,
} from './pictures/guarded-fetch.ts';
export { findRule, parseHostRule, type HostRule } from './pictures/host-rules.ts';
export { inspectPicture, type PictureFacts, type PictureLimits } from './pictures/inspect.ts';
export { DOWNLOAD_TIMEOUT_MS, MAX_DOWNLOAD_BYTES, MAX_PIXELS, MAX_SIDE_PX } from './pictures/limits.ts';
export { prepareReference, type PreparedPicture } from './pictures/prepare.ts';
export type { AccessPolicy } from './policy/access.ts';
export { jobLimits, type LimitSettings } from './policy/limits.ts';
export { MAX_ACTION_TOKEN_CHARS, encodeAction, parseAction } from './presenting/action-token.ts';
export { altText } from './presenting/alt-text.ts';
export type { JobViewFacts } from './presenting/job-status.ts';
export { limitText } from './presenting/limit-words.ts';
export { noticeFor, refusal, sharedAlready } from './presenting/notice-words.ts';
export { createPaceLine, type PaceLine } from './presenting/pace-line.ts';
export { postStored, postStoredOnce } from './presenting/post-stored.ts';
export * from './presenting/presenter.ts';
export { createPrivateShares, type PrivateShares, type ShareWay } from './presenting/private-shares.ts';
export { clockText, dollarsText } from './presenting/phrases.ts';
export { statusLine } from './presenting/status-line.ts';
export { createStatusPump, type StatusPump, type StatusPumpOptions } from './presenting/status-pump.ts';
export { usageLines, usageText, type UsageLine } from './presenting/usage-lines.ts';
export * from './presenting/view.ts';
export { SHOWN_PROMPT_CHARS, jobView } from './presenting/views.ts';
export { cleanPrompt } from './prompt/clean.ts';
export { excerpt } from './prompt/excerpt.ts';
export { FLAG_NAMES, PROMPT_FLAGS, type PromptFlag } from './prompt/flags.ts';
export { formatPrompt } from './prompt/format.ts';
export { parsePrompt, type ParsedPrompt } from './prompt/parse.ts';
export { createUploadCache, type UploadCache, type UploadCacheOptions } from './segmind/assets.ts';
export { createSegmindClient, type SegmindClientOptions } from './segmind/client.ts';
export { DEFAULT_DEADLINE_MS, REQUEST_LIFETIME_MS } from './segmind/follow.ts';
export { createRequestLimiter, type RequestLimiter, type RequestLimiterOptions } from './segmind/limiter.ts';
export { createPace, type Pace, type PaceOptions } from './segmind/pace.ts';
export * from './segmind/parameters.ts';
export type * from './segmind/types.ts';
export * from './time.ts';
export * from './waiting.ts';
