import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';

import { InternalError, UserError, asBotError, errorJson, noticeFor, type Logger } from '../core/index.ts';
import type { Person } from './people.ts';
import { sameText, type Session, type Sessions } from './sessions.ts';
import type { ErrorWire } from './wire.ts';
import { WORDS } from './words.ts';

declare module 'fastify' {
  interface FastifyRequest {
    studioSession: Session | null;
  }
}

export const SESSION_COOKIE = 'studio_session';
const CSRF_HEADER = 'x-csrf-token';

/** Nothing but our own files runs, is drawn or is asked; `blob:` shows a picture before it is sent. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The names under which this machine may be asked for; any other that leads here is somebody's trick with a name server. */
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/iu;

export interface GuardOptions {
  loopbackOnly: boolean;
  logger: Logger;
  isStopping: () => boolean;
}

/** What holds for everything that the studio answers. */
export function guardScope(scope: FastifyInstance, { loopbackOnly, logger, isStopping }: GuardOptions): void {
  scope.decorateRequest('studioSession', null);
  scope.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    if (loopbackOnly && !LOOPBACK_HOST.test(request.headers.host ?? ''))
      return refuse(reply, 421, 'wrong_host', WORDS.wrongHost);
    if (isStopping()) return refuse(reply, 503, 'stopping', WORDS.stopping);
    return undefined;
  });
  scope.setErrorHandler(async (error, _request, reply) => {
    // The border of the studio: whatever a route throws becomes words for the person.
    if (error instanceof UserError) return refuse(reply, 422, error.code, noticeFor(error).text);
    if (error instanceof ZodError) return refuse(reply, 400, 'bad_request', WORDS.badForm);
    const status = clientStatus(error);
    if (status !== null) return refuse(reply, status, 'bad_request', WORDS.badForm);
    logger.error({ error: errorJson(error) }, 'a request to the studio failed');
    const known = asBotError(error);
    return refuse(reply, 500, known.code, noticeFor(known).text);
  });
}

/** A hook: only with a session, and whatever changes something only from a page of ours. */
export function requireSession(sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const session = await sessions.find(request.cookies[SESSION_COOKIE]);
    if (!session) return refuse(reply, 401, 'sign_in', WORDS.signIn);
    if (request.method !== 'GET' && request.method !== 'HEAD' && !hasToken(request, session))
      return refuse(reply, 403, 'csrf', WORDS.csrf);
    request.studioSession = session;
    return undefined;
  };
}

export function hasToken(request: FastifyRequest, session: Session): boolean {
  const token = request.headers[CSRF_HEADER];
  return typeof token === 'string' && sameText(token, session.csrfToken);
}

/** Browsers say from where a request comes; one from another site never signs anybody in. */
export function isForeign(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Who asks, behind `requireSession`. */
export function personOf(request: FastifyRequest): Person {
  if (request.studioSession) return request.studioSession.person;
  throw new InternalError('A route without a session was asked who is there.');
}

export function refuse(reply: FastifyReply, status: number, code: string, text: string): FastifyReply {
  const body: ErrorWire = { error: { code, text } };
  return reply.code(status).send(body);
}

function clientStatus(error: unknown): number | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
