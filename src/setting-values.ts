import { z } from 'zod';

/** The kinds of values that settings take, each from the text of an environment variable, each with its own complaint. */

export const integer = (min: number, max: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

export const dollars: z.ZodType<number, string> = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be an amount in dollars, such as 25 or 0.042')
  .transform(Number);

export const flag: z.ZodType<boolean, string> = z
  .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'], 'must be true or false')
  .transform((word) => ['true', '1', 'yes', 'on'].includes(word));

export const list: z.ZodType<string[], string> = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** `host` or `host:port`, without a scheme; what `SEGMIND_OUTPUT_HOSTS` and its like hold. */
export const hosts: z.ZodType<string[], string> = list.refine(
  (items) => items.length > 0 && items.every((item) => /^(\[[\da-f:]+\]|[\w.-]+)(:\d{1,5})?$/i.test(item)),
  'must be host names with an optional port, separated by commas, such as images.segmind.com',
);

/** https, or plain http on loopback, where test servers and emulators live. */
export const url: z.ZodType<string, string> = z
  .url('must be a URL such as https://api.segmind.com')
  .refine((text) => {
    const { protocol, hostname } = new URL(text);
    return (
      protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
    );
  }, 'must start with https:// (plain http only on this machine)');

export const text: z.ZodType<string, string> = z.string();

export const databaseUrl: z.ZodType<string, string> = z
  .string()
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:PATH or postgres://…');

/** 32 bytes in base64, with or without padding: AES-256 wants exactly that many. */
export const encryptionKey: z.ZodType<string, string> = z
  .string()
  .refine(
    (value) => Buffer.from(value, 'base64').length === 32,
    'must be 32 bytes in base64 (`openssl rand -base64 32` makes one)',
  );
