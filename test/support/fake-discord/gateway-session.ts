import { randomBytes } from 'node:crypto';

import { GatewayOpcodes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';

import { shardOf } from './ids.ts';
import type { WorldEvent } from './state.ts';

interface Dispatched {
  readonly s: number;
  readonly text: string;
}

/** How many events a session keeps for a resume. */
const KEPT_EVENTS = 10_000;

/** One shard's session: it outlives its connection, numbers its events and keeps them for a resume. */
export class GatewaySession {
  readonly id = randomBytes(16).toString('hex');
  readonly intents: number;
  readonly shardId: number;
  readonly shardCount: number;
  isValid = true;
  /** Events that the next resume sends again although the client has them. */
  replayExtra = 0;
  #socket: WebSocket | null = null;
  #lastSequence = 0;
  readonly #events: Dispatched[] = [];

  constructor(options: { intents: number; shardId: number; shardCount: number }) {
    this.intents = options.intents;
    this.shardId = options.shardId;
    this.shardCount = options.shardCount;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** The number of the last event that was dispatched. */
  get sequence(): number {
    return this.#lastSequence;
  }

  attach(socket: WebSocket): void {
    this.#socket = socket;
  }

  detach(socket: WebSocket): void {
    if (this.#socket === socket) this.#socket = null;
  }

  wants(event: WorldEvent): boolean {
    const isMine = shardOf(event.guildId, this.shardCount) === this.shardId;
    return isMine && (event.intent === 0 || (this.intents & event.intent) !== 0);
  }

  /** Numbers and keeps the event, and sends it when somebody is connected. */
  dispatch(name: string, data: unknown): void {
    this.#lastSequence += 1;
    const s = this.#lastSequence;
    const text = JSON.stringify({ op: GatewayOpcodes.Dispatch, t: name, s, d: data });
    this.#events.push({ s, text });
    if (this.#events.length > KEPT_EVENTS) this.#events.shift();
    this.#socket?.send(text);
  }

  /** Sends what came after `sequence`, or earlier ones too when a test asked for it, then RESUMED. */
  resume(socket: WebSocket, sequence: number): void {
    this.#socket = socket;
    const from = sequence - this.replayExtra;
    this.replayExtra = 0;
    for (const event of this.#events) if (event.s > from) socket.send(event.text);
    this.dispatch('RESUMED', {});
  }

  send(payload: { op: GatewayOpcodes; d: unknown }): void {
    this.#socket?.send(JSON.stringify({ ...payload, s: null, t: null }));
  }
}
