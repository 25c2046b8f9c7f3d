import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { MAX_COUNT, MAX_PROMPT_CHARS, MAX_SOURCES, PROMPT_FLAGS, SECOND_MS } from '../core/index.ts';
import { SESSION_COOKIE, hasToken, isForeign, refuse } from './guard.ts';
import { MAX_UPLOAD_BYTES } from './routes-pictures.ts';
import { SESSION_LIFE_MS, type Session, type Sessions } from './sessions.ts';
import { signInSchema, type SessionWire } from './wire.ts';
import { COMMANDS, WORDS } from './words.ts';

export interface SessionRoutesOptions {
  sessions: Sessions;
  emulated: boolean;
  model: string;
  pricePerImageUsd: number;
}

/** Who somebody is. Without a token to ask for, whoever comes gets a session at once and may name themselves later. */
export function sessionRoutes(scope: FastifyInstance, options: SessionRoutesOptions): void {
  const { sessions } = options;

  function wireOf({ person, csrfToken }: Session): SessionWire {
    const { emulated, model, pricePerImageUsd } = options;
    return {
      me: person,
      csrfToken,
      emulated,
      model,
      pricePerImageUsd,
      flags: PROMPT_FLAGS.map(({ name, aliases, values, about }) => ({ name, aliases, values, about })),
      commands: COMMANDS,
      limits: {
        maxPictures: MAX_SOURCES,
        maxUploadBytes: MAX_UPLOAD_BYTES,
        maxPromptChars: MAX_PROMPT_CHARS,
        maxCount: MAX_COUNT,
      },
    };
  }

  async function signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    token: string | undefined,
  ): Promise<FastifyReply | SessionWire> {
    const result = await sessions.signIn(name, token, request.ip);
    switch (result.outcome) {
      case 'wrong_token':
        return refuse(reply, 401, 'wrong_token', WORDS.wrongToken);
      case 'wait':
        void reply.header('retry-after', Math.ceil(result.ms / SECOND_MS));
        return refuse(reply, 429, 'too_many_attempts', WORDS.tooManyAttempts);
      case 'signed_in':
        void reply.setCookie(SESSION_COOKIE, result.cookie, {
          httpOnly: true,
          sameSite: 'strict',
          path: '/',
          secure: isEncrypted(request),
          maxAge: SESSION_LIFE_MS / SECOND_MS,
        });
        return wireOf(result.session);
    }
  }

  scope.get('/api/session', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const session = await sessions.find(request.cookies[SESSION_COOKIE]);
    if (session) return wireOf(session);
    if (sessions.isGuarded) return refuse(reply, 401, 'sign_in', WORDS.signIn);
    return signIn(request, reply, WORDS.guest, undefined);
  });

  scope.post('/api/session', async (request, reply) => {
    if (isForeign(request)) return refuse(reply, 403, 'csrf', WORDS.csrf);
    const { name, token } = signInSchema.parse(request.body);
    const cookie = request.cookies[SESSION_COOKIE];
    const session = await sessions.find(cookie);
    if (!session || cookie === undefined) return signIn(request, reply, name, token);
    if (!hasToken(request, session)) return refuse(reply, 403, 'csrf', WORDS.csrf);
    return wireOf((await sessions.rename(cookie, name)) ?? session);
  });
}

/** A proxy in front may be the one that speaks TLS. */
function isEncrypted(request: FastifyRequest): boolean {
  return request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
}
