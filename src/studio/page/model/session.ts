import type { SessionWire } from '../../wire.ts';
import { ApiError, get, post, useCsrfToken } from './api.ts';
import { openRooms } from './room.ts';
import { session, signInAsked } from './state.ts';

/** Finds out who is here; a studio with a token is asked for it first. */
export async function enter(): Promise<void> {
  try {
    begin(await get<SessionWire>('/api/session'));
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
    // Not signed in yet: the form says so and asks for the token.
    signInAsked.value = error.message;
    return;
  }
  await openRooms();
}

export async function signIn(name: string, token: string): Promise<void> {
  begin(await post<SessionWire>('/api/session', token === '' ? { name } : { name, token }));
  signInAsked.value = null;
  await openRooms();
}

export async function rename(name: string): Promise<void> {
  begin(await post<SessionWire>('/api/session', { name }));
}

function begin(wire: SessionWire): void {
  useCsrfToken(wire.csrfToken);
  session.value = wire;
}
