import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { z } from 'zod';

import { DAY_MS, SECOND_MS, type Clock, type NoteStore } from '../core/index.ts';
import type { Person } from './people.ts';
import { WORDS } from './words.ts';

const SESSIONS = 'studio:sessions';
/** Browsers forget a cookie after 400 days at most (RFC 6265bis). */
export const SESSION_LIFE_MS = 365 * DAY_MS;
const TOKEN_BYTES = 32;
const PERSON_ID_BYTES = 12;

/** After the nth wrong token in a row the next attempt of that address waits 2ⁿ · 0.25 s, at most half a minute. */
const FIRST_WAIT_MS = SECOND_MS / 4;
const MAX_WAIT_MS = 30 * SECOND_MS;
/** Addresses that are remembered for it; beyond that all of them begin anew, which a flood of addresses could do anyway. */
const MAX_ADDRESSES = 10_000;

const sessionSchema = z.strictObject({
  personId: z.string(),
  name: z.string(),
  csrfToken: z.string(),
  /** The digest of the studio's token at sign-in: another token ends all sessions. */
  gate: z.string().nullable(),
});

export interface Session {
  person: Person;
  csrfToken: string;
}

export type SignIn =
  | { outcome: 'signed_in'; session: Session; cookie: string }
  | { outcome: 'wrong_token' }
  | { outcome: 'wait'; ms: number };

export interface Sessions {
  /** Whether the studio's token is asked for. */
  readonly isGuarded: boolean;
  /** The session of a cookie; null for none of ours, and after the token has changed. */
  find(cookie: string | undefined): Promise<Session | null>;
  /** A new session; behind a gate only with its token. @param address of the other side, which is slowed after wrong tokens. */
  signIn(name: string, token: string | undefined, address: string): Promise<SignIn>;
  rename(cookie: string, name: string): Promise<Session | null>;
}

export function createSessions(notes: NoteStore, clock: Clock, studioToken: string | null): Sessions {
  const gate = studioToken === null ? null : digest(studioToken);
  const attempts = new Map<string, { wrong: number; freeAt: number }>();

  async function read(cookie: string | undefined): Promise<z.infer<typeof sessionSchema> | null> {
    if (cookie === undefined || cookie === '') return null;
    const note = await notes.get(SESSIONS, digest(cookie));
    const session = note === null ? null : sessionSchema.parse(JSON.parse(note));
    return session?.gate === gate ? session : null;
  }

  async function write(cookie: string, session: z.infer<typeof sessionSchema>): Promise<Session> {
    await notes.set(SESSIONS, digest(cookie), JSON.stringify(session), clock.now() + SESSION_LIFE_MS);
    return sessionOf(session);
  }

  function noteWrong(address: string): void {
    if (attempts.size >= MAX_ADDRESSES) attempts.clear();
    const wrong = (attempts.get(address)?.wrong ?? 0) + 1;
    attempts.set(address, { wrong, freeAt: clock.now() + Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** wrong) });
  }

  return {
    isGuarded: gate !== null,
    async find(cookie) {
      const session = await read(cookie);
      return session && sessionOf(session);
    },
    async signIn(name, token, address) {
      if (gate !== null) {
        const waitMs = (attempts.get(address)?.freeAt ?? 0) - clock.now();
        if (waitMs > 0) return { outcome: 'wait', ms: waitMs };
        // To come without one is no attempt to guess it.
        if (token === undefined) return { outcome: 'wrong_token' };
        if (!sameText(digest(token), gate)) {
          noteWrong(address);
          return { outcome: 'wrong_token' };
        }
        attempts.delete(address);
      }
      const cookie = randomBytes(TOKEN_BYTES).toString('base64url');
      const session = await write(cookie, {
        personId: randomBytes(PERSON_ID_BYTES).toString('hex'),
        name: name === '' ? WORDS.guest : name,
        csrfToken: randomBytes(TOKEN_BYTES).toString('base64url'),
        gate,
      });
      return { outcome: 'signed_in', session, cookie };
    },
    async rename(cookie, name) {
      const session = await read(cookie);
      return session && write(cookie, { ...session, name });
    },
  };
}

/** In a time that says nothing about where they differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(digest(a)), Buffer.from(digest(b))];
  return timingSafeEqual(left, right);
}

function sessionOf({ personId, name, csrfToken }: z.infer<typeof sessionSchema>): Session {
  return { person: { id: personId, name }, csrfToken };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
