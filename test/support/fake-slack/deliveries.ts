import { systemClock } from '../../../src/core/time.ts';
import type { Json } from './json.ts';
import type { Judge } from './judge.ts';
import type { World } from './state.ts';
import { waitFor } from '../fake-platform/wait-for.ts';

export type DeliveryType = 'events_api' | 'slash_commands' | 'interactive';

export interface Ack {
  /** What the app acknowledged with; empty for nothing. */
  readonly payload: Json;
  /** From the sending of this attempt, in real milliseconds. */
  readonly latencyMs: number;
  readonly atMs: number;
  /** Of HTTP; null over a socket. */
  readonly status: number | null;
}

export interface Attempt {
  readonly envelopeId: string;
  readonly sentAtMs: number;
  readonly sentMonotonicMs: number;
  readonly retry: Retry | null;
}

export interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

/** One event, command or interaction, with every attempt to bring it to the app. */
export interface Delivery {
  readonly type: DeliveryType;
  readonly payload: Json;
  readonly attempts: Attempt[];
  ack: Ack | null;
  /** Why the person saw that it did not work: the app was not there, or answered with an error. */
  failure: string | null;
}

/** Over which the app is reached: a socket, or HTTP. False when nobody is there. */
export interface Transport {
  send(delivery: Delivery, attempt: Attempt): boolean;
}

/** Within this the app must acknowledge, or the person sees an error (Slack's documentation). */
const ACK_WITHIN_MS = 3000;

/** Brings events, commands and interactions to the app and keeps what it acknowledged. */
export class Deliveries {
  readonly all: Delivery[] = [];
  readonly #world: World;
  readonly #judge: Judge;
  readonly #ackHandlers = new Map<Delivery, (ack: Ack) => void>();
  /** Events that wait for the app to come back; commands and clicks fail at once instead. */
  readonly #waiting: Delivery[] = [];
  transport: Transport | null = null;

  constructor(world: World, judge: Judge) {
    this.#world = world;
    this.#judge = judge;
  }

  send(type: DeliveryType, payload: Json, onAck?: (ack: Ack) => void): Delivery {
    const delivery: Delivery = { type, payload, attempts: [], ack: null, failure: null };
    this.all.push(delivery);
    if (onAck) this.#ackHandlers.set(delivery, onAck);
    this.#try(delivery, null);
    return delivery;
  }

  /** Once more, under a new envelope: Slack does so up to three times when it saw no acknowledgement. */
  redeliver(delivery: Delivery, reason = 'timeout'): void {
    this.#try(delivery, { attempt: delivery.attempts.length, reason });
  }

  /** The app is back: what waited goes out, and what was sent but never acknowledged goes out again. */
  flush(): void {
    for (const delivery of this.#waiting.splice(0)) this.#try(delivery, null);
  }

  /** A connection went away with these unacknowledged. */
  lost(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      // A repeat can be lost as well, of an event that was acknowledged long ago.
      if (delivery.type === 'events_api') this.redeliver(delivery, 'connection_failed');
      else this.failed(delivery, 'the connection went away');
    }
  }

  acknowledged(delivery: Delivery, attempt: Attempt, payload: Json, status: number | null): void {
    const latencyMs = systemClock.monotonicMs() - attempt.sentMonotonicMs;
    const ack: Ack = { payload, latencyMs, atMs: this.#world.clock.now(), status };
    if (latencyMs > ACK_WITHIN_MS)
      this.#judge.late(delivery.type, `acknowledged after ${Math.round(latencyMs)} ms`);
    const isFirst = delivery.ack === null;
    delivery.ack ??= ack;
    if (isFirst) this.#ackHandlers.get(delivery)?.(ack);
    this.#world.touch();
  }

  failed(delivery: Delivery, why: string): void {
    delivery.failure = why;
    this.#world.touch();
  }

  /** Resolves with what the app acknowledged; throws when it could not be reached. */
  acked(delivery: Delivery): Promise<Ack> {
    return waitFor(
      this.#world,
      () => {
        if (delivery.failure !== null)
          throw new Error(`${delivery.type} was not delivered: ${delivery.failure}`);
        return delivery.ack;
      },
      `the app to acknowledge ${delivery.type}`,
    );
  }

  #try(delivery: Delivery, retry: Retry | null): void {
    const attempt: Attempt = {
      envelopeId: crypto.randomUUID(),
      sentAtMs: this.#world.clock.now(),
      sentMonotonicMs: systemClock.monotonicMs(),
      retry,
    };
    if (this.transport?.send(delivery, attempt)) {
      delivery.attempts.push(attempt);
      return;
    }
    if (delivery.type === 'events_api') this.#waiting.push(delivery);
    else this.failed(delivery, 'no app is connected');
  }
}
