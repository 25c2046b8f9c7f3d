import { Agent, type Dispatcher } from 'undici';

import { SECOND_MS, systemClock } from '../time.ts';

/** Plenty for one key's budget of requests; more are queued. */
const MAX_CONNECTIONS = 128;
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
/** Below the 5 s after which a plain Node server closes an idle connection; undici also heeds a server's own hint. */
const KEEP_ALIVE_MS = 4 * SECOND_MS;

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** For the exchange as a whole, from the connection to the last byte. */
  timeoutMs: number;
  /** An answer that is longer is unreadable. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** How one exchange ended. All of it is data: what it means differs between a GET and a request that costs money. */
export type HttpOutcome =
  | { kind: 'answer'; status: number; headers: Headers; body: Uint8Array }
  /** The status is known, the body is not: cut, too long, too slow. */
  | { kind: 'unreadable'; status: number; headers: Headers; cause: Error }
  /** No answer. `mayHaveLeft`: the request had been given to a connection, so the service may have taken it. */
  | { kind: 'failed'; mayHaveLeft: boolean; cause: Error }
  | { kind: 'aborted'; mayHaveLeft: boolean };

export interface Http {
  send(request: HttpRequest): Promise<HttpOutcome>;
  readonly isClosed: boolean;
  close(): Promise<void>;
}

class ExchangeError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'ExchangeError';
    this.code = code;
  }
}

/** Why the timer of an exchange ends early. One for all: an error of its own for each would cost a stack. */
const EXCHANGE_IS_OVER = new ExchangeError('OVER', 'The exchange has ended.');

/**
 * One exchange at a time over undici, never repeated and never redirected. It works on undici's `dispatch`, the one level
 * that tells when a request is handed to a connection: before that moment nothing can have been bought.
 *
 * A POST gets a connection of its own. On a kept one that the other side closes at the same moment its outcome would be
 * unknown, which costs a person a decision; a handshake costs milliseconds.
 */
export function createHttp(dispatcher?: Dispatcher): Http {
  const common = { connections: MAX_CONNECTIONS, connect: { timeout: CONNECT_TIMEOUT_MS } };
  const own = dispatcher ? null : new Agent({ ...common, keepAliveTimeout: KEEP_ALIVE_MS });
  // Pipelining 0 is undici's way to close a connection after each request.
  const ownForPosts = dispatcher ? null : new Agent({ ...common, pipelining: 0 });
  let isClosed = false;
  return {
    get isClosed() {
      return isClosed;
    },
    send: (request) => {
      const ours = request.method === 'POST' ? ownForPosts : own;
      const chosen = dispatcher ?? ours;
      if (!chosen) throw new TypeError('There is no dispatcher.');
      return exchange(chosen, request);
    },
    close: async () => {
      isClosed = true;
      await Promise.all([own?.destroy(), ownForPosts?.destroy()]);
    },
  };
}

async function exchange(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpOutcome> {
  const { signal } = request;
  if (signal?.aborted) return { kind: 'aborted', mayHaveLeft: false };
  const settled = Promise.withResolvers<HttpOutcome>();
  const timer = new AbortController();
  const answer = new AnswerHandler(request.maxBytes, settled.resolve);
  const abort = (): void => answer.abort();
  signal?.addEventListener('abort', abort, { once: true });
  // Sockets live in real time, whatever clock the caller's schedule runs on.
  systemClock.sleep(request.timeoutMs, timer.signal).then(
    () => answer.fail(new ExchangeError('TIMEOUT', `No complete answer within ${request.timeoutMs} ms.`)),
    // Only `timer` rejects this sleep: the exchange ended in time.
    () => undefined,
  );
  try {
    dispatcher.dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        // The one time limit above covers both.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      answer,
    );
    return await settled.promise;
  } finally {
    signal?.removeEventListener('abort', abort);
    timer.abort(EXCHANGE_IS_OVER);
  }
}

/** Collects one answer and settles once; whatever undici calls afterwards is ignored. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #maxBytes: number;
  readonly #settle: (outcome: HttpOutcome) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #head: { status: number; headers: Headers } | null = null;
  #bytes = 0;
  #isSettled = false;

  constructor(maxBytes: number, settle: (outcome: HttpOutcome) => void) {
    this.#maxBytes = maxBytes;
    this.#settle = settle;
  }

  /** undici calls this right before it writes the request to a connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled) controller.abort(new ExchangeError('ABORTED', 'Nobody waits for this any more.'));
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // 1xx heads may come first; the last one counts.
    this.#head = { status, headers };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#maxBytes) this.#chunks.push(chunk);
    else this.fail(new ExchangeError('TOO_LONG', `The answer is longer than ${this.#maxBytes} bytes.`));
  }

  onResponseEnd(): void {
    if (this.#head) this.#end({ kind: 'answer', ...this.#head, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(cause: Error): void {
    if (this.#head && this.#head.status >= 200) this.#end({ kind: 'unreadable', ...this.#head, cause });
    else this.#end({ kind: 'failed', mayHaveLeft: this.#controller !== null, cause });
    this.#controller?.abort(cause);
  }

  abort(): void {
    this.#end({ kind: 'aborted', mayHaveLeft: this.#controller !== null });
    this.#controller?.abort(new ExchangeError('ABORTED', 'Nobody waits for this any more.'));
  }

  #end(outcome: HttpOutcome): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#settle(outcome);
  }
}
