import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';

import type { Attempt, Deliveries, Delivery, Transport } from './deliveries.ts';
import { isRecord } from './json.ts';
import type { World } from './state.ts';

interface Pending {
  readonly delivery: Delivery;
  readonly attempt: Attempt;
}

/** One Socket Mode connection. */
interface Connection {
  readonly id: number;
  readonly socket: WebSocket;
  readonly pending: Map<string, Pending>;
  /** Told to go: nothing new is sent to it. */
  leaving: boolean;
}

/** Seconds that Slack says a connection will live (observed in its hello). */
const CONNECTION_SECONDS = 18_060;
const PATH = '/link';

/** Socket Mode: hello, envelopes, acknowledgements, and every way in which Slack ends a connection. */
export class SocketMode implements Transport {
  readonly #world: World;
  readonly #deliveries: Deliveries;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  #connections: Connection[] = [];
  #opened = 0;
  #turn = 0;
  /** New connections are refused while it is true: an outage. */
  refuseConnections = false;

  constructor(server: Server, world: World, deliveries: Deliveries) {
    this.#world = world;
    this.#deliveries = deliveries;
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Connections that take new envelopes. */
  get connections(): number {
    return this.#connections.filter((connection) => !connection.leaving).length;
  }

  /** How many connections there have been. */
  get opened(): number {
    return this.#opened;
  }

  /** The answer of `apps.connections.open`: an address for one connection. */
  newUrl(): string {
    const ticket = crypto.randomUUID();
    this.#tickets.add(ticket);
    return `ws://${this.#world.host}${PATH}?ticket=${ticket}&app_id=${this.#world.appId}`;
  }

  send(delivery: Delivery, attempt: Attempt): boolean {
    const open = this.#connections.filter(
      ({ leaving, socket }) => !leaving && socket.readyState === socket.OPEN,
    );
    const connection = open[this.#turn++ % Math.max(1, open.length)];
    if (!connection) return false;
    connection.pending.set(attempt.envelopeId, { delivery, attempt });
    const retry =
      delivery.type === 'events_api'
        ? { retry_attempt: attempt.retry?.attempt ?? 0, retry_reason: attempt.retry?.reason ?? '' }
        : {};
    const envelope = {
      envelope_id: attempt.envelopeId,
      type: delivery.type,
      payload: delivery.payload,
      accepts_response_payload: delivery.type !== 'events_api',
      ...retry,
    };
    connection.socket.send(JSON.stringify(envelope));
    return true;
  }

  /** Slack renews its connections every few hours: it asks the app to leave, and the app comes back. */
  refresh(reason: 'refresh_requested' | 'warning' | 'link_disabled' = 'refresh_requested'): void {
    for (const connection of this.#connections) {
      connection.leaving = reason !== 'warning';
      connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'fake' } }));
    }
  }

  /** The network fails: no closing words. */
  cut(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  close(): void {
    for (const { socket } of this.#connections) socket.terminate();
    this.#server.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    const ticket = url.searchParams.get('ticket') ?? '';
    if (url.pathname !== PATH || this.refuseConnections || !this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened));
  }

  #welcome(socket: WebSocket): void {
    this.#opened += 1;
    const connection: Connection = { id: this.#opened, socket, pending: new Map(), leaving: false };
    this.#connections.push(connection);
    socket.on('message', (data) => this.#hear(connection, data));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#connections = this.#connections.filter((other) => other !== connection);
      this.#deliveries.lost([...connection.pending.values()].map(({ delivery }) => delivery));
      this.#world.touch();
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.length,
        connection_info: { app_id: this.#world.appId },
        debug_info: { host: 'fake', build_number: 1, approximate_connection_time: CONNECTION_SECONDS },
      }),
    );
    this.#deliveries.flush();
    this.#world.touch();
  }

  #hear(connection: Connection, data: RawData): void {
    const message: unknown = JSON.parse(rawText(data));
    if (!isRecord(message) || typeof message['envelope_id'] !== 'string') return;
    const pending = connection.pending.get(message['envelope_id']);
    if (!pending) return;
    connection.pending.delete(message['envelope_id']);
    const payload = isRecord(message['payload']) ? message['payload'] : {};
    this.#deliveries.acknowledged(pending.delivery, pending.attempt, payload, null);
  }
}

function rawText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
