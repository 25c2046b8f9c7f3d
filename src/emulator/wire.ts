import { z } from 'zod';

import { FIXED_RATIOS } from './painter/size.ts';

/** The one model that the emulator knows. */
export const MODEL = 'nano-banana-2-lite';

/** A flat price for each picture (Segmind's model page), in dollars. */
export const PRICE_USD = 0.042;

/** References that one request may carry (Segmind's model page). */
const MAX_IMAGE_URLS = 14;

/** What the documentation's seed asks for with -1: a seed of the service's own. */
const RANDOM_SEED = -1;
const MAX_SEED = 2_147_483_647;

const httpUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:';
}, 'must be an http(s) address that the service can fetch');

/** The body of a submit, with the defaults of the model page. Fields that it does not know are let pass, as real services do. */
export const submitSchema = z.object({
  prompt: z.string({ error: 'is mandatory and must be a string' }).trim().min(1, 'is mandatory'),
  aspect_ratio: z.enum(['auto', ...FIXED_RATIOS]).default('1:1'),
  image_urls: z.array(httpUrl).max(MAX_IMAGE_URLS, `takes at most ${MAX_IMAGE_URLS} pictures`).default([]),
  output_format: z.enum(['jpg', 'png']).default('jpg'),
  output_resolution: z.enum(['1K']).default('1K'),
  response_modalities: z.enum(['TEXT_AND_IMAGE', 'IMAGE']).default('TEXT_AND_IMAGE'),
  safety_tolerance: z.int().min(1).max(6).default(4),
  seed: z.int().min(RANDOM_SEED).max(MAX_SEED).default(RANDOM_SEED),
  thinking_level: z.enum(['minimal', 'high']).default('high'),
});

export type SubmitWire = z.output<typeof submitSchema>;

/** A body as JSON and by the schema, or the sentence of the 400 that answers it. */
export function parseSubmit(body: Buffer): { input: SubmitWire } | { problem: string } {
  const json = parseJson(body);
  if (json === undefined) return { problem: 'The request body is not valid JSON.' };
  const parsed = submitSchema.safeParse(json);
  if (parsed.success) return { input: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `Invalid input: ${issue ? `${issue.path.join('.')} ${issue.message}` : 'unreadable'}` };
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Any text may come over the wire; what it means is for the caller, who answers 400.
    return undefined;
  }
}

export const uploadSchema = z.object({
  data_urls: z.array(z.string()).min(1).max(MAX_IMAGE_URLS),
});

export function errorBody(message: string): { error: string } {
  return { error: message };
}

/** A page as a gateway in front of the service sends it. */
export function htmlPage(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
}

/** The service speaks of seconds with at most three decimals. */
export function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}

/** Dollars to a tenth of a cent: sums of 0.042 would otherwise show binary dust. */
export function dollars(usd: number): number {
  return Math.round(usd * 1000) / 1000;
}
