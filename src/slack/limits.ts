import { DAY_MS, MINUTE_MS, SECOND_MS } from '../core/index.ts';

/** What Slack takes, by its documentation ("Blocks", "Block elements", "chat.postMessage", "files.getUploadURLExternal"). */
export const MAX_BUTTON_LABEL_CHARS = 75;
export const MAX_BUTTONS_PER_BLOCK = 25;
/** An image block takes 2000; an upload takes half of it, and both say the same. */
export const MAX_ALT_TEXT_CHARS = 1000;
/** Blocks of a message are 50; a job paints a few pictures, each a block of its own beside four others. */
export const MAX_PICTURES = 10;

/** Nobody reads faster, and chat.update is what runs out first. */
export const MIN_UPDATE_INTERVAL_MS = 3 * SECOND_MS;

/** A channel takes about one message a second, and more for a moment ("Rate limits"). */
export const POST_INTERVAL_MS = SECOND_MS;
export const POST_BURST = 4;
/** Tier 3, which chat.update is in, takes 50 calls a minute and workspace, and more for a moment ("Rate limits"). */
export const UPDATE_INTERVAL_MS = MINUTE_MS / 50;
export const UPDATE_BURST = 5;
/**
 * Tier 4, which the methods of files are in, each by itself, takes 100 calls a minute and workspace ("Rate limits"). With those that
 * come at once after a rest there are never more than that in any minute.
 */
export const FILE_CALL_BURST = 10;
export const FILE_CALL_INTERVAL_MS = MINUTE_MS / (100 - FILE_CALL_BURST);
/** Kept for messages that are drawn for the last time: those must not stay wrong. */
export const UPDATES_KEPT_FOR_LAST = 2;

/** For a call that hangs. Slack itself answers a slow call with an error after a few seconds. */
export const API_TIMEOUT_MS = 30 * SECOND_MS;
/** Bytes take longer; the core gives a whole delivery two minutes. */
export const UPLOAD_TIMEOUT_MS = 90 * SECOND_MS;

/** How long it is remembered what was posted: longer than a chat may be down. */
export const MEMORY_MS = 30 * DAY_MS;
