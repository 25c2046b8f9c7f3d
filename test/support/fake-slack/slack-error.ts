import type { Json } from './json.ts';

/** An answer `{ok: false}`: Slack says so with status 200, but for 429 and its own failures. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  readonly code: string;
  readonly extra: Json;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, extra: Json = {}, status = 200, headers: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
    this.status = status;
    this.headers = headers;
  }

  get body(): Json {
    return { ok: false, error: this.code, ...this.extra };
  }
}

/** `[ERROR] …` lines are how Slack names what it dislikes in blocks and arguments. */
export function invalid(code: string, problems: readonly string[]): SlackError {
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return new SlackError(code, { errors: problems, response_metadata: { messages } });
}

export function rateLimited(retryAfterSeconds: number): SlackError {
  return new SlackError('ratelimited', {}, 429, { 'retry-after': String(retryAfterSeconds) });
}
