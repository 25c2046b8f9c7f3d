import { z } from 'zod';

import { SegmindError } from '../errors.ts';
import { MAX_PROMPT_CHARS, MAX_SOURCES, parametersSchema } from './parameters.ts';
import type { Balance, RenderMetrics, SubmitInput } from './types.ts';

/**
 * Segmind's bodies, in their names. What we send is strict; what we read takes anything that can be understood, since the
 * documentation and the live service differ in shapes, and a picture that was paid for must not be lost to a missing field.
 */

const MAX_WORD_CHARS = 40;

/** Deeper than any shape seen; a body of nothing but brackets must not exhaust the stack. */
const MAX_DEPTH = 4;

/** -1 asks the service for a random seed; an omitted one is not documented (Segmind's parameter table). */
const RANDOM_SEED = -1;

const submitInputSchema = z.object({
  prompt: z.string().max(MAX_PROMPT_CHARS).regex(/\S/),
  parameters: parametersSchema,
  imageUrls: z.array(z.url({ protocol: /^https?$/ })).max(MAX_SOURCES),
});

/**
 * The body of a submit as JSON text.
 *
 * @throws SegmindError `invalid_input`, before anything is sent, for what the service would refuse or misread.
 */
export function submitBody(input: SubmitInput): string {
  const checked = submitInputSchema.safeParse(input);
  if (!checked.success) {
    const fields = checked.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new SegmindError('invalid_input', `The request cannot be sent as it is: ${fields}.`, {
      details: { fields },
    });
  }
  const { prompt, parameters, imageUrls } = checked.data;
  return JSON.stringify({
    // Half an emoji, which a chat platform may cut, is no valid text for the service's JSON reader.
    prompt: prompt.toWellFormed(),
    aspect_ratio: parameters.aspectRatio,
    ...(imageUrls.length > 0 ? { image_urls: imageUrls } : {}),
    output_format: parameters.outputFormat,
    output_resolution: parameters.outputResolution,
    response_modalities: parameters.responseModalities,
    safety_tolerance: parameters.safetyTolerance,
    seed: parameters.seed ?? RANDOM_SEED,
    thinking_level: parameters.thinkingLevel,
  });
}

const REQUEST_ID = /^[\w-]{1,128}$/;

/** The id is opaque: dashed UUIDs in the documentation, 32 hex digits seen live. Anything that needs no escaping in a path is taken. */
export function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && REQUEST_ID.test(value);
}

/** The parsed body, or undefined where it is no JSON: a gateway's HTML page, a text cut short. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    // The parser's message quotes the body, which may quote the prompt; the caller says what it means that this is no JSON.
    return undefined;
  }
}

/** The id of a submit's answer, or null where it carries none that can be used. */
export function parseSubmitAnswer(body: unknown): string | null {
  const id = field(body, 'request_id');
  return isRequestId(id) ? id : null;
}

export type StatusWord = 'queued' | 'processing' | 'completed' | 'failed' | { unknown: string };

const STATUS_WORDS: Readonly<Record<string, StatusWord>> = {
  QUEUED: 'queued',
  PROCESSING: 'processing',
  COMPLETED: 'completed',
  FAILED: 'failed',
};

/** Null where the body has no status at all. */
export function parseStatusWord(body: unknown): StatusWord | null {
  const status = field(body, 'status');
  if (typeof status !== 'string' || status.trim() === '') return null;
  const word = status.trim().toUpperCase();
  return Object.hasOwn(STATUS_WORDS, word) ? (STATUS_WORDS[word] ?? null) : { unknown: clip(status.trim()) };
}

export function parseMetrics(body: unknown): RenderMetrics {
  const metrics = field(body, 'metrics');
  return {
    queueMs: milliseconds(field(metrics, 'queue_time')),
    inferenceMs: milliseconds(field(metrics, 'inference_time')),
    totalMs: milliseconds(field(metrics, 'total_time')),
    costUsd: amount(field(metrics, 'cost')),
    remainingCreditsUsd: amount(field(metrics, 'remaining_credits')),
  };
}

/** `images[].url`, else `output` as a string, as a list of strings or objects, or as one object with a `url`. http(s) addresses only, each once. */
export function parseOutputUrls(body: unknown): string[] {
  const images = urlsOf(field(body, 'images'));
  return [...new Set(images.length > 0 ? images : urlsOf(field(body, 'output')))];
}

/** Where the text beside a picture is returned is not documented: it is taken where it is, and never required. */
export function parseText(body: unknown): string | null {
  const text = field(body, 'text') ?? field(field(body, 'output'), 'text');
  return typeof text === 'string' && text.trim() !== '' ? text : null;
}

/** The seed comes as a string in a result's body and in a header; null for anything that is no whole number. */
export function parseSeed(value: unknown): number | null {
  const seed = amount(value);
  return Number.isSafeInteger(seed) ? seed : null;
}

export function parseResultSeed(body: unknown): number | null {
  return parseSeed(field(body, 'seed'));
}

/** Null where the answer does not say what is left. */
export function parseBalance(body: unknown): Balance | null {
  const creditsUsd = amount(field(body, 'credits'));
  if (creditsUsd === null) return null;
  return { creditsUsd, freeCreditsUsd: amount(field(body, 'free-credits')) ?? 0 };
}

/** `file_urls` in today's answer, `urls` in the older one. */
export function parseUploadAnswer(body: unknown): string | null {
  return urlsOf(field(body, 'file_urls'))[0] ?? urlsOf(field(body, 'urls'))[0] ?? null;
}

/** A number as the service writes it, also as text; null for nonsense. Credits may be below zero. */
export function amount(value: unknown): number | null {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

/** The service counts in seconds. */
export function milliseconds(value: unknown): number | null {
  const seconds = amount(value);
  return seconds === null || seconds < 0 ? null : Math.round(seconds * 1000);
}

/** The error's words in any of the shapes seen: a string, an object with a message, a list of them. Empty where there are none. */
export function errorWords(body: unknown, depth = 0): string {
  if (typeof body === 'string') return body;
  if (depth >= MAX_DEPTH) return '';
  if (Array.isArray(body))
    return body
      .map((item) => errorWords(item, depth + 1))
      .filter((words) => words !== '')
      .join('; ');
  for (const name of ['error_description', 'error', 'detail', 'message', 'msg']) {
    const words = errorWords(field(body, name), depth + 1);
    if (words !== '') return words;
  }
  return '';
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function urlsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return isHttpUrl(value) ? [value] : [];
  if (depth >= MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((item) => urlsOf(item, depth + 1));
  return urlsOf(field(value, 'url') ?? null, depth + 1);
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}

function clip(word: string): string {
  return word.length > MAX_WORD_CHARS ? `${word.slice(0, MAX_WORD_CHARS)}…` : word;
}
