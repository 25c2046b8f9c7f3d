/**
 * The one path by which adapters, the store and the composition root reach the core.
 *
 * @module
 */
export type * from './adapter.ts';
export type * from './bot.ts';
export { decideEditTarget, type EditFacts } from './conversation/edit-target.ts';
export { encodeConversationRef, requesterKey } from './conversation/ref-codec.ts';
export {
  PLATFORMS,
  type AccessFacts,
  type ConversationRef,
  type MessageRef,
  type Requester,
} from './conversation/refs.ts';
export { createBot, type RunningBot } from './create-bot.ts';
export {
  asBotError,
  BotError,
  ConfigError,
  errorJson,
  InternalError,
  PlatformError,
  redactedCause,
  SegmindError,
  StoreError,
  UserError,
  type BotErrorOptions,
  type Charged,
  type ErrorCode,
  type PlatformErrorCode,
  type StoreErrorCode,
} from './errors.ts';
export {
  InterruptSignal,
  StopSignal,
  type DispatchEntry,
  type Dispatcher,
  type JobHandler,
} from './jobs/dispatcher.ts';
export {
  isFinalJob,
  isFinalState,
  isForgotten,
  type Failure,
  type JobState,
  type RenderJob,
  type StoredPicture,
  type Take,
  type TakeState,
} from './jobs/job.ts';
export { isChatDown, nullIfRefused, patiently, STOP_GRACE_MS } from './jobs/patience.ts';
export type * from './jobs/picture-store.ts';
export { postStored, postStoredOnce } from './jobs/post-stored.ts';
export { createPrivateShares, type PrivateShares, type ShareWay } from './jobs/private-shares.ts';
export type * from './jobs/request.ts';
export type { PictureTools } from './jobs/services.ts';
export type * from './jobs/store.ts';
export { audienceAfter, hasStoredPictures, isOwner, maySee, picturesOf } from './jobs/sources.ts';
export { takeInOrder, type StoredSource } from './jobs/take-in-order.ts';
export { createLogger, LOG_LEVELS, silentLogger, type Logger } from './logger.ts';
export { isNeverSent } from './never-sent.ts';
export { contentHash } from './pictures/content-hash.ts';
export { createOutputDownload, hostRules } from './pictures/download.ts';
export { fileNameFor, fitForChat } from './pictures/for-chat.ts';
export { createGuardedFetch, type FetchPicture } from './pictures/guarded-fetch.ts';
export { findRule, type HostRule } from './pictures/host-rules.ts';
export { inspectPicture } from './pictures/inspect.ts';
export { DOWNLOAD_TIMEOUT_MS, MAX_DOWNLOAD_BYTES } from './pictures/limits.ts';
export { prepareReference, type PreparedPicture } from './pictures/prepare.ts';
export { parseAction } from './presenting/action-token.ts';
export { altText } from './presenting/alt-text.ts';
export { noticeFor, refusal, sharedAlready } from './presenting/notice-words.ts';
export { createPaceLine, type PaceLine } from './presenting/pace-line.ts';
export type { LoadedPicture, OutgoingPicture, Presenter, PresenterHandle } from './presenting/presenter.ts';
export { OPEN_SHARE_WORDS } from './presenting/share-words.ts';
export { clockText } from './presenting/phrases.ts';
export { statusLine } from './presenting/status-line.ts';
export { usageLines, usageText } from './presenting/usage-lines.ts';
export type { Action, ActionView, FactView, JobView, NoticeView } from './presenting/view.ts';
export { SHOWN_PROMPT_CHARS } from './presenting/views.ts';
export { cleanPrompt } from './prompt/clean.ts';
export { excerpt } from './prompt/excerpt.ts';
export { PROMPT_FLAGS } from './prompt/flags.ts';
export { formatPrompt } from './prompt/format.ts';
export { parsePrompt, type ParsedPrompt } from './prompt/parse.ts';
export { createSegmindClient } from './segmind/client.ts';
export { createRequestLimiter } from './segmind/limiter.ts';
export { createPace } from './segmind/pace.ts';
export {
  ASPECT_RATIOS,
  DEFAULT_PARAMETERS,
  MAX_COUNT,
  MAX_PROMPT_CHARS,
  MAX_SOURCES,
  OUTPUT_FORMATS,
  parametersSchema,
  SAFETY_TOLERANCE,
  SEED,
  THINKING_LEVELS,
  usualAspectRatio,
  type AspectRatio,
  type OutputFormat,
  type RenderParameters,
} from './segmind/parameters.ts';
export type * from './segmind/types.ts';
export { DAY_MS, deadlineSignal, HOUR_MS, MINUTE_MS, SECOND_MS, systemClock, type Clock } from './time.ts';
export { abortable, createAlone, endsWithin, hasEndedWithin } from './waiting.ts';
