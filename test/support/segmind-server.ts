import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Counts the connections: two requests with the same number came over one. */
  connection: number;
}

/** What the server does with a request. */
export type Reply =
  | { status: number; json: unknown; headers?: Record<string, string> }
  | { status: number; bytes: string | Uint8Array; headers?: Record<string, string> }
  /** Takes the whole request and closes the connection without a word. */
  | 'cut'
  /** The same with a reset, as a crashed machine sends it. */
  | 'reset'
  /** Takes the request and says nothing. */
  | 'silence'
  /** Announces a longer body than it sends, and closes. */
  | { status: number; halfOf: string };

export interface SegmindServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** The replies to `METHOD /path`, in order; the last one stays. An unscripted path is answered with 404 and no JSON. */
  script(route: string, ...replies: Reply[]): void;
  /** Resolves when as many requests have come in. */
  waitForRequests(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A server on loopback that says what a test tells it to, right and wrong. */
export async function startSegmindServer(): Promise<SegmindServer> {
  const scripts = new Map<string, Reply[]>();
  const seen: SeenRequest[] = [];
  const connections = new Map<Socket, number>();
  const waiting = new Set<{ count: number; wake: () => void }>();
  let connectionCount = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const method = request.method ?? '';
      const path = request.url ?? '';
      seen.push({
        method,
        path,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        connection: connections.get(request.socket) ?? 0,
      });
      const replies = scripts.get(`${method} ${path}`) ?? [];
      const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? { status: 404, bytes: 'nothing' };
      answer(reply, response);
      for (const waiter of waiting) if (seen.length >= waiter.count) waiter.wake();
    })();
  });
  server.on('connection', (socket) => {
    connectionCount += 1;
    connections.set(socket, connectionCount);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    script: (route, ...replies) => void scripts.set(route, replies),
    async waitForRequests(count) {
      if (seen.length >= count) return;
      await new Promise<void>((wake) => waiting.add({ count, wake }));
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(reply: Reply, response: ServerResponse): void {
  if (reply === 'silence') return;
  if (reply === 'cut') response.socket?.destroy();
  else if (reply === 'reset') response.socket?.resetAndDestroy();
  else if ('halfOf' in reply) {
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(reply.halfOf),
    });
    response.write(reply.halfOf.slice(0, reply.halfOf.length / 2), () => response.socket?.destroy());
  } else if ('json' in reply) {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.json));
  } else {
    response.writeHead(reply.status, reply.headers ?? { 'content-type': 'text/html' });
    response.end(reply.bytes);
  }
}
