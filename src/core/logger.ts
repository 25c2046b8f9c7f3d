import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

import { errorJson } from './errors.ts';

/** What the rest of the program sees of pino: structured fields first, then a short fixed sentence. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  level: LogLevel;
  /** Prompts are private: they are written only when the operator asked for it. Default false. */
  logPrompts?: boolean;
  /** Where the lines go. Default: standard error, so that standard output stays free for results. */
  destination?: DestinationStream;
  /** Secrets of this process. Their text is replaced wherever it turns up, whatever the field is called. */
  secrets?: readonly string[];
}

const CENSORED = '[redacted]';

/** Field names that carry credentials on any of the platforms, at the top and up to three levels down. */
const SECRET_FIELDS = [
  'apiKey',
  'api_key',
  'authorization',
  'token',
  'botToken',
  'appToken',
  'accessToken',
  'refreshToken',
  'signingSecret',
  'clientSecret',
  'encryptionKey',
  'password',
  'secret',
  'cookie',
  'handle',
  'replyHandle',
  'responseUrl',
  'response_url',
  '["x-api-key"]',
] as const;
const PROMPT_FIELDS = ['prompt', 'text', 'content', 'requestBody'] as const;
const DEPTHS = ['', '*.', '*.*.', '*.*.*.'] as const;

/** Tokens by their shape: Segmind and Slack keys, Discord tokens, bearer headers, webhook and response URLs. */
const SECRET_SHAPES =
  /\bSG_[\w-]{8,}|\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}|\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}|Bearer\s+[\w.~+/=-]+|\/webhooks\/\d+\/[\w.-]+|\/interactions\/\d+\/[\w.-]+|hooks\.slack\.com\/[\w/-]+/g;

/** The shortest secret that is replaced by its text: shorter ones would blank ordinary words. */
const MIN_SECRET_CHARS = 8;

export function createLogger(options: LoggerOptions): Logger {
  const fields = options.logPrompts ? SECRET_FIELDS : [...SECRET_FIELDS, ...PROMPT_FIELDS];
  const secrets = (options.secrets ?? []).filter((secret) => secret.length >= MIN_SECRET_CHARS);
  const sink = options.destination ?? process.stderr;
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: errorJson, err: errorJson },
      redact: {
        paths: DEPTHS.flatMap((depth) => fields.map((field) => path(depth, field))),
        censor: CENSORED,
      },
    },
    { write: (line: string) => sink.write(redactText(line, secrets)) },
  );
}

/** The text without anything that is, or looks like, a credential. */
export function redactText(text: string, secrets: readonly string[] = []): string {
  return secrets.reduce(
    (clean, secret) => clean.replaceAll(secret, CENSORED),
    text.replace(SECRET_SHAPES, CENSORED),
  );
}

/** A logger that says nothing, for tests and for commands whose only output is their result. */
export const silentLogger: Logger = pino({ level: 'silent' });

function path(depth: string, field: string): string {
  return field.startsWith('[') ? depth.replace(/\.$/, '') + field : depth + field;
}
