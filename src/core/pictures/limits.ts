import { SECOND_MS } from '../time.ts';

/**
 * The longest file that is downloaded or read: above Discord's 25 MiB a request, and above every photo of a phone that its own app
 * stores compressed.
 */
export const MAX_DOWNLOAD_BYTES = 32 * 1024 * 1024;

/** For one picture from the first look-up to the last byte: 32 MiB take 27 s over 10 Mbit/s. */
export const DOWNLOAD_TIMEOUT_MS = 30 * SECOND_MS;

/** Above the 48 megapixels of today's phones; decoded, 50 take 200 MB of memory. */
export const MAX_PIXELS = 50_000_000;

/** The longest side that the format webp can hold. Panoramas of phones stay below it. */
export const MAX_SIDE_PX = 16_383;

/** What the upstream model reads at most for one picture, 7 MB, taken as decimal to be on the safe side. */
export const MAX_REFERENCE_BYTES = 7_000_000;

/** The model paints at about 1K; four times that keeps every detail it could use, and keeps uploads short. */
export const MAX_REFERENCE_SIDE_PX = 4096;
