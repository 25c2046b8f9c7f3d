import type { IncomingMessage, ServerResponse } from 'node:http';

import { systemClock } from '../../../src/core/time.ts';
import { parseArgs, parseUpload } from './body.ts';
import { Faults } from './faults.ts';
import type { Fault } from './faults.ts';
import { fillBytes } from './files.ts';
import { isRecord } from './json.ts';
import type { Json } from './json.ts';
import type { Tickets } from './methods-files.ts';
import { respond } from './response-urls.ts';
import { rateLimited, SlackError } from './slack-error.ts';
import type { CapturedCall, Parts, WebApi } from './web-api.ts';

const API = '/api/';
const UPLOAD = '/upload/v1/';
const FILES = '/files-pri/';
const HOOKS = '/hooks/';
const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to your workspace</body></html>';

interface Answer {
  readonly status: number;
  readonly body: Json | string | Uint8Array;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** The HTTP side: the Web API, uploads, files and answers by `response_url`, all on one port. */
export class Rest {
  readonly faults = new Faults();
  readonly #parts: Parts;
  readonly #api: WebApi;
  readonly #tickets: Tickets;
  readonly #closing = new AbortController();

  constructor(parts: Parts, api: WebApi, tickets: Tickets) {
    this.#parts = parts;
    this.#api = api;
    this.#tickets = tickets;
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch((error: unknown) => {
      // The client went away or the server is closing; anything else shows as a 500, which tests see at once.
      if (response.destroyed || response.headersSent) return;
      response.writeHead(500);
      response.end(error instanceof Error ? error.stack : String(error));
    });
  };

  close(): void {
    this.#closing.abort(new Error('the fake Slack is closing'));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const contentType = request.headers['content-type'] ?? '';
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const path = url.pathname;
    if (path.startsWith(UPLOAD))
      return this.#take(
        response,
        this.#capture('upload', { path, bytes: body.byteLength }, bearer),
        async () => this.#upload(path.slice(UPLOAD.length), await parseUpload(body, contentType)),
      );
    if (path.startsWith(FILES))
      return this.#take(response, this.#capture('download', { path }, bearer), () =>
        this.#download(path, bearer),
      );
    const parsed = await parseArgs(body, contentType);
    const args: Json = { ...Object.fromEntries(url.searchParams), ...(parsed?.args ?? {}) };
    if (path.startsWith(HOOKS)) {
      const call = this.#capture('response_url', args, bearer);
      if (bearer !== null) this.#parts.judge.note(call, 'the token went to a response_url');
      return this.#take(response, call, () => {
        respond(this.#parts, path.slice(HOOKS.length), args);
        return { status: 200, body: 'ok' };
      });
    }
    if (!path.startsWith(API)) {
      response.writeHead(404);
      response.end();
      return;
    }
    const { token: inBody, ...rest } = args;
    const token = bearer ?? (typeof inBody === 'string' ? inBody : null);
    const call = this.#capture(path.slice(API.length), rest, token);
    await this.#take(response, call, async () => {
      if (!parsed) throw new SlackError('invalid_post_type');
      const answer = await this.#api.run(call, parsed.sentAs);
      return { status: 200, ...answer };
    });
  }

  #capture(method: string, args: Json, token: string | null): CapturedCall {
    const { world } = this.#parts;
    const call: CapturedCall = {
      method,
      args,
      token,
      teamId: (token === null ? undefined : world.tokens.get(token)?.teamId) ?? null,
      at: world.clock.now(),
      status: null,
      answer: null,
      error: null,
    };
    this.#api.calls.push(call);
    return call;
  }

  /** Does what was asked, unless a fault was planned for it, and answers. */
  async #take(
    response: ServerResponse,
    call: CapturedCall,
    run: () => Answer | Promise<Answer>,
  ): Promise<void> {
    const fault = this.faults.take(call.method, call.args);
    const { signal } = this.#closing;
    if (fault?.delayMs) await systemClock.sleep(fault.delayMs, signal);
    if (fault?.cutBeforeTaking) {
      this.#cut(response);
      return;
    }
    const answer = await answerOf(() => {
      if (fault) throwAsked(fault);
      return run();
    });
    if (fault?.delayAnswerMs) await systemClock.sleep(fault.delayAnswerMs, signal);
    if (fault?.cutAfterTaking) {
      this.#cut(response);
      return;
    }
    // Nobody ever answers: the connection stays open until the caller or the test ends it.
    if (fault?.silentAfterTaking) {
      this.#parts.world.touch();
      return;
    }
    call.status = answer.status;
    if (isRecord(answer.body)) {
      call.answer = answer.body;
      call.error = typeof answer.body['error'] === 'string' ? answer.body['error'] : null;
    }
    write(response, answer);
    this.#parts.world.touch();
  }

  #cut(response: ServerResponse): void {
    response.destroy();
    this.#parts.world.touch();
  }

  #upload(ticketId: string, bytes: Uint8Array | null): Answer {
    const ticket = this.#tickets.get(ticketId);
    if (!ticket || bytes === null) return { status: 404, body: 'no such upload' };
    const { file, length } = ticket;
    if (bytes.byteLength !== length) {
      const args = { file: file.id, length, bytes: bytes.byteLength };
      this.#parts.judge.note(
        { method: 'upload', args },
        `announced ${length} bytes and sent ${bytes.byteLength}`,
      );
    }
    fillBytes(file, bytes);
    return { status: 200, body: `OK - ${bytes.byteLength}` };
  }

  /** Without a good token, or without `files:read`, Slack shows its login page, with status 200. */
  #download(path: string, bearer: string | null): Answer {
    const { world } = this.#parts;
    const [, fileId = ''] = /^T\w+-(F\w+)\//.exec(path.slice(FILES.length)) ?? [];
    const file = world.files.get(fileId);
    const token = bearer === null ? undefined : world.tokens.get(bearer);
    const team = token && !token.revoked ? world.team(token.teamId) : null;
    const allowed =
      team?.scopes.has('files:read') === true &&
      (file?.teamId === team.id ||
        file?.shares.some(({ channelId }) => world.channel(channelId).teamIds.includes(team.id)));
    if (!allowed)
      return { status: 200, body: LOGIN_PAGE, headers: { 'content-type': 'text/html; charset=utf-8' } };
    if (!file || file.deleted || !file.uploaded) return { status: 404, body: 'not found' };
    return { status: 200, body: file.bytes, headers: { 'content-type': file.mimetype } };
  }
}

async function answerOf(run: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: error.status, body: error.body, headers: error.headers };
  }
}

function throwAsked(fault: Fault): void {
  if (fault.status === 429 || fault.error === 'ratelimited') throw rateLimited(fault.retryAfterSeconds ?? 1);
  if (fault.status !== undefined) throw new SlackError(fault.error ?? 'injected', fault.extra, fault.status);
  if (fault.error === undefined) return;
  const messages = fault.messages ? { response_metadata: { messages: fault.messages } } : {};
  throw new SlackError(fault.error, { ...fault.extra, ...messages });
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  const isJson = isRecord(body) && !(body instanceof Uint8Array);
  const type = isJson ? 'application/json; charset=utf-8' : 'text/plain';
  response.writeHead(status, { 'content-type': type, ...(headers as Record<string, string> | undefined) });
  response.end(isJson ? JSON.stringify(body) : body);
}
