import { z } from 'zod';

/**
 * The nine parameters of `nano-banana-2-lite` (Segmind's model page). `prompt` and `image_urls` travel beside these seven, which
 * are what a person can set and what is stored with a job.
 */

/** `auto` and the fourteen ratios of the upstream model. */
export const ASPECT_RATIOS = [
  'auto',
  '1:1',
  '2:3',
  '3:2',
  '4:3',
  '3:4',
  '4:5',
  '5:4',
  '16:9',
  '9:16',
  '21:9',
  '1:4',
  '4:1',
  '1:8',
  '8:1',
] as const;
export type AspectRatio = (typeof ASPECT_RATIOS)[number];

export const OUTPUT_FORMATS = ['jpg', 'png'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const OUTPUT_RESOLUTIONS = ['1K'] as const;
export const RESPONSE_MODALITIES = ['TEXT_AND_IMAGE', 'IMAGE'] as const;

export const THINKING_LEVELS = ['minimal', 'high'] as const;

/** 1 is strict, 6 permissive; 4 is the service's default. */
export const SAFETY_TOLERANCE = { min: 1, max: 6, default: 4 } as const;

/** Seeds that we draw ourselves, so that a picture can be painted again: what an omitted seed gets is not documented. */
export const SEED = { min: 1, max: 2_147_483_647 } as const;

/** References that one request may carry. */
export const MAX_SOURCES = 14;

/** Pictures that one request of a person may ask for; each is a paid request of its own. */
export const MAX_COUNT = 4;

/**
 * Longest prompt that is accepted, in characters (UTF-16 units). The service publishes no limit; upstream reads 65,536 tokens.
 * No chat platform lets a person type more than Discord's 6,000 in one option, and nobody means more.
 */
export const MAX_PROMPT_CHARS = 10_000;

export const parametersSchema = z.strictObject({
  aspectRatio: z.enum(ASPECT_RATIOS).default('1:1'),
  /** null: the bot draws one when the job is made. */
  seed: z.int().min(SEED.min).max(SEED.max).nullable().default(null),
  outputFormat: z.enum(OUTPUT_FORMATS).default('jpg'),
  outputResolution: z.enum(OUTPUT_RESOLUTIONS).default('1K'),
  responseModalities: z.enum(RESPONSE_MODALITIES).default('TEXT_AND_IMAGE'),
  safetyTolerance: z
    .int()
    .min(SAFETY_TOLERANCE.min)
    .max(SAFETY_TOLERANCE.max)
    .default(SAFETY_TOLERANCE.default),
  thinkingLevel: z.enum(THINKING_LEVELS).default('high'),
});

export type RenderParameters = z.output<typeof parametersSchema>;

export const DEFAULT_PARAMETERS: Readonly<RenderParameters> = Object.freeze(parametersSchema.parse({}));

/**
 * The ratio that is painted when nobody named one: an edit keeps the shape of its reference (`auto`), where the service's own default
 * would crop it to a square.
 */
export function usualAspectRatio(hasSources: boolean): AspectRatio {
  return hasSources ? 'auto' : DEFAULT_PARAMETERS.aspectRatio;
}
