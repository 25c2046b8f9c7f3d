import { MINUTE_MS, SECOND_MS } from '../core/index.ts';

/** What Discord takes, by its documentation ("Create Message", "Message Object", "Component Reference", "Uploading Files"). */
export const MAX_DISPLAY_CHARS = 4000;
export const MAX_BUTTON_LABEL_CHARS = 80;
export const MAX_BUTTONS_PER_ROW = 5;
export const MAX_CUSTOM_ID_CHARS = 100;
export const MAX_ALT_TEXT_CHARS = 1024;
export const MAX_ATTACHMENTS = 10;
export const MAX_NONCE_CHARS = 25;
/** Of one field of a modal, and of one upload in it ("Text Input", "File Upload"). */
export const MAX_INPUT_CHARS = 4000;
export const MAX_UPLOADED_FILES = 10;

/** For one file, where no interaction said otherwise. */
export const DEFAULT_MAX_FILE_BYTES = 10 * 1024 * 1024;
/** For one request, whatever the limit of a file is. */
const MAX_REQUEST_BYTES = 25 * 1024 * 1024;
/** What the form and the message around the files may take: 4000 characters of text, ten alt texts, and names. */
const FORM_BYTES = 128 * 1024;
/** What is left for the files themselves. */
export const MAX_FILES_BYTES = MAX_REQUEST_BYTES - FORM_BYTES;

/** An interaction token lives 15 minutes; an upload that begins in the last of them may end too late. */
export const TOKEN_LIFETIME_MS = 14 * MINUTE_MS;
/** From when on a private message offers the button that renews its token: late enough to be rare, early enough to be seen. */
export const SHOW_BUTTON_LEAD_MS = 4 * MINUTE_MS;

/**
 * A choice, not a rule of Discord's: it tells the limit of a route only in the headers of each answer. Two seconds apart nobody misses a
 * state, and several jobs in one channel leave room for each other and for their pictures.
 */
export const MIN_UPDATE_INTERVAL_MS = 2 * SECOND_MS;
