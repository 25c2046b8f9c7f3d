import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

import { WebSocketServer, type WebSocket } from 'ws';

/** What Slack says to one call: a body, and where it matters a status and headers. */
export interface StubAnswer {
  body: unknown;
  status?: number;
  headers?: Record<string, string>;
}

export interface StubCall {
  method: string;
  token: string | null;
  args: Readonly<Record<string, string>>;
}

/**
 * The two doors by which the adapter connects, and nothing behind them: for what goes wrong at the doors. Conversations are the fake
 * Slack's part.
 */
export class SlackStub {
  readonly calls: StubCall[] = [];
  /** Every socket that was opened, in order. */
  readonly sockets: WebSocket[] = [];
  /** Acknowledgements by envelope. */
  readonly acks = new Map<string, unknown>();
  /** Switched off, a socket opens and Slack says nothing. */
  saysHello = true;
  private readonly answers = new Map<string, (args: StubCall['args']) => StubAnswer | Promise<StubAnswer>>();
  private readonly server = createServer((request, response) => {
    void this.take(request).then(({ body, status = 200, headers = {} }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  private readonly socketServer = new WebSocketServer({ server: this.server, path: '/link' });

  static async start(): Promise<SlackStub> {
    const stub = new SlackStub();
    stub.socketServer.on('connection', (socket) => {
      stub.sockets.push(socket);
      socket.on('message', (data: Buffer) => {
        const { envelope_id, payload } = JSON.parse(data.toString()) as {
          envelope_id: string;
          payload: unknown;
        };
        stub.acks.set(envelope_id, payload);
      });
      if (stub.saysHello) socket.send(JSON.stringify({ type: 'hello' }));
    });
    stub.server.listen(0, '127.0.0.1');
    await once(stub.server, 'listening');
    stub.on('apps.connections.open', () => ({ body: { ok: true, url: `${stub.origin('ws')}/link` } }));
    stub.on('auth.test', () => ({
      body: { ok: true, team_id: 'T1', team: 'Acme', user_id: 'UBOT', bot_id: 'B1' },
      headers: { 'x-oauth-scopes': 'commands,chat:write,files:write' },
    }));
    return stub;
  }

  origin(scheme: 'http' | 'ws'): string {
    return `${scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.origin('http')}/api/`;
  }

  /** From now on this method is answered so. */
  on(method: string, answer: (args: StubCall['args']) => StubAnswer | Promise<StubAnswer>): void {
    this.answers.set(method, answer);
  }

  countOf(method: string): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  get socket(): WebSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('No socket was opened yet.');
    return socket;
  }

  /** How many of them are not closed yet. */
  get openSockets(): number {
    return this.sockets.filter((socket) => socket.readyState !== socket.CLOSED).length;
  }

  /** Sends one envelope over the newest socket. */
  send(envelope_id: string, type: string, payload: unknown): void {
    this.socket.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload: true }));
  }

  /** As Slack does every few hours: asks for a new socket. */
  refresh(): void {
    this.socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.socketServer.close();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<StubAnswer> {
    const method = (request.url ?? '').replace('/api/', '');
    const args = Object.fromEntries(new URLSearchParams(await textOf(request)));
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null;
    this.calls.push({ method, token, args });
    return this.answers.get(method)?.(args) ?? { body: { ok: false, error: 'unknown_method' } };
  }
}
