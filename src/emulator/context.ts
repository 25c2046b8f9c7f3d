import type { FastifyReply, FastifyRequest } from 'fastify';

import type { EmulatorClock } from './clock.ts';
import { refuseKey } from './faults.ts';
import type { Assets, Gallery } from './gallery.ts';
import type { JobBook } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { ScenarioBook } from './scenario-book.ts';
import type { Traffic } from './traffic.ts';
import { errorBody } from './wire.ts';

/** What every route works with. */
export interface Context {
  clock: EmulatorClock;
  /** null: every key of the right shape opens. */
  apiKey: string | null;
  jobs: JobBook;
  ledger: Ledger;
  scenarios: ScenarioBook;
  gallery: Gallery;
  assets: Assets;
  traffic: Traffic;
  /** Aborts when the emulator stops. */
  closing: AbortSignal;
}

const KEY_SHAPE = /^SG_\w+$/u;

/** A hook for everything behind the key: 401 without a right one. A bearer token is no key here. */
export function requireKey({ apiKey }: Context) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const key = request.headers['x-api-key'];
    const isRight = typeof key === 'string' && (apiKey === null ? KEY_SHAPE.test(key) : key === apiKey);
    if (isRight) return undefined;
    refuseKey(reply);
    return reply;
  };
}

/** A hook for bodies: 406 without the right content type, as the service answers. */
export async function requireJson(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const type = request.headers['content-type'] ?? '';
  if (/^application\/json\s*(;|$)/iu.test(type)) return undefined;
  return reply.code(406).send(errorBody('Invalid content type. Content-Type must be application/json.'));
}

/** Absolute addresses name the host that the client itself used, so that they work from a container as well. */
export function baseUrlOf(request: FastifyRequest): string {
  return `http://${request.host}`;
}

export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}
