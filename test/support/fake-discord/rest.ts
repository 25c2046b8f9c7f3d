import type { IncomingMessage, ServerResponse } from 'node:http';

import { systemClock } from '../../../src/core/time.ts';
import { DiscordError, discordError, invalidForm } from './discord-error.ts';
import type { Fault } from './faults.ts';
import { Faults } from './faults.ts';
import type { Judge } from './judge.ts';
import type { Media } from './media.ts';
import type { UploadedFile } from './messages.ts';
import { parseBody } from './multipart.ts';
import { rateLimited, RateLimits } from './rate-limits.ts';
import type { Method, RestAnswer, RestCall, Router } from './router.ts';

/** The most that one request may hold (Discord's reference, "Uploading Files"). */
export const REQUEST_LIMIT_BYTES = 25 * 1024 * 1024;
const API_PREFIX = /^\/api\/v10(?=\/)/;
const DEFAULT_RETRY_AFTER_MS = 100;
const INVALID_STATUSES = new Set([401, 403, 429]);

/** One request that reached the server, with what came of it. */
export interface CapturedRequest {
  readonly method: string;
  readonly path: string;
  readonly template: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  readonly hasBotToken: boolean;
  /** On the fake's clock. */
  readonly atMs: number;
  /** Of the answer; null while there is none, or when the connection was cut instead. */
  status: number | null;
}

export interface RestOptions {
  readonly router: Router;
  readonly media: Media;
  readonly judge: Judge;
  readonly botToken: string;
  readonly nowMs: () => number;
  readonly onChange: () => void;
}

/** The HTTP half of the fake: the API below `/api/v10`, and the files of its CDN. */
export class Rest {
  readonly requests: CapturedRequest[] = [];
  readonly faults = new Faults();
  readonly limits = new RateLimits(() => systemClock.now());
  /** Answers of 401, 403 and 429: 10,000 of them in ten minutes get an address banned. */
  invalidRequests = 0;
  readonly #options: RestOptions;
  readonly #closing = new AbortController();

  constructor(options: RestOptions) {
    this.#options = options;
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch((error: unknown) => {
      // The client went away or the server is closing; anything else shows as a 500, which tests see at once.
      if (response.destroyed || response.headersSent) return;
      write(response, 500, {
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        code: 0,
      });
    });
  };

  close(): void {
    this.#closing.abort(new Error('the fake Discord is closing'));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const method = request.method ?? 'GET';
    const isApi = API_PREFIX.test(url.pathname);
    const path = decodeURIComponent(url.pathname.replace(API_PREFIX, ''));
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      // Read on past the limit, so that the client can finish sending and read the refusal.
      if (size <= REQUEST_LIMIT_BYTES) chunks.push(chunk);
    }
    const matched = isApi ? this.#options.router.match(method, path) : null;
    const template = matched?.route.template ?? path;
    const fault = this.faults.take(method, path, template);
    if (fault?.delayMs) await systemClock.sleep(fault.delayMs, this.#closing.signal);
    if (fault?.cutBeforeTaking) {
      response.destroy();
      return;
    }
    if (!isApi) return this.#file(url, response, fault);

    const parsed =
      size > REQUEST_LIMIT_BYTES
        ? { json: undefined, files: [], problems: [] }
        : await parseBody(Buffer.concat(chunks), request.headers['content-type']);
    const captured: CapturedRequest = {
      method,
      path,
      template,
      query: url.searchParams,
      body: parsed.json,
      files: parsed.files,
      hasBotToken: request.headers.authorization === `Bot ${this.#options.botToken}`,
      atMs: this.#options.nowMs(),
      status: null,
    };
    this.requests.push(captured);
    let headers: Record<string, string> = {};
    let answer: RestAnswer;
    try {
      if (size > REQUEST_LIMIT_BYTES) throw discordError('too_large');
      if (!matched) throw discordError('not_found');
      if (fault?.status !== undefined) throw faultAnswer(fault, fault.status);
      headers = this.limits.take(method, path, template, matched.params);
      if (matched.route.auth === 'bot' && !captured.hasBotToken) throw discordError('unauthorized');
      const call: RestCall = {
        method: method as Method,
        path,
        template,
        query: url.searchParams,
        body: parsed.json,
        files: parsed.files,
        param: (name) => matched.params.get(name) ?? '',
      };
      const refusal = this.#options.judge.check(call, parsed.problems);
      if (refusal) throw refusal === 'too_large' ? discordError('too_large') : invalidForm(refusal);
      answer = await matched.route.handler(call);
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      headers = { ...headers, ...error.headers };
      const body = { message: error.message, code: error.code, ...error.extra };
      answer = { status: error.status, body: fault?.html ? `<h1>${error.message}</h1>` : body };
    }
    if (fault?.delayAnswerMs) await systemClock.sleep(fault.delayAnswerMs, this.#closing.signal);
    if (fault?.cutAfterTaking) {
      response.destroy();
      this.#options.onChange();
      return;
    }
    captured.status = answer.status;
    if (INVALID_STATUSES.has(answer.status)) this.invalidRequests += 1;
    write(response, answer.status, answer.body, { ...headers, ...fault?.headers });
    this.#options.onChange();
  }

  async #file(url: URL, response: ServerResponse, fault: Fault | null): Promise<void> {
    if (fault?.status !== undefined) {
      write(response, fault.status, undefined, fault.headers);
      return;
    }
    const file = this.#options.media.read(url);
    if (fault?.delayAnswerMs) await systemClock.sleep(fault.delayAnswerMs, this.#closing.signal);
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('This content is no longer available.');
      return;
    }
    response.writeHead(200, {
      'content-type': file.contentType,
      'content-length': String(file.bytes.byteLength),
      ...fault?.headers,
    });
    if (!fault?.cutAfterTaking) {
      response.end(file.bytes);
      return;
    }
    response.write(file.bytes.subarray(0, Math.floor(file.bytes.byteLength / 2)), () => response.destroy());
  }
}

function faultAnswer(fault: Fault, status: number): DiscordError {
  if (status === 429)
    return rateLimited(
      fault.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS,
      fault.scope ?? 'user',
      fault.headers,
      fault.code,
      fault.message,
    );
  return new DiscordError(status, fault.code ?? 0, fault.message ?? `${status}: injected by a test`);
}

/** A 204 must have no JSON content type: the client library would try to read a body. Words by themselves are a page. */
function write(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (body === undefined) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  const isPage = typeof body === 'string';
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json', ...headers });
  response.end(isPage ? body : JSON.stringify(body));
}
