import { ApiError, wordsOf } from './api.ts';
import { notices, signInAsked, type Notice } from './state.ts';
import { after } from './time.ts';

/** Long enough to read two sentences twice; problems stay until they are put away. */
const INFO_SHOWN_MS = 8000;

let lastId = 0;

export function notify(tone: Notice['tone'], text: string): void {
  lastId += 1;
  const id = lastId;
  notices.value = [...notices.value.filter((notice) => notice.text !== text), { id, tone, text }];
  if (tone === 'info') after(INFO_SHOWN_MS, () => dismiss(id));
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** What went wrong with an earlier attempt is settled once one succeeds. */
export function dismissProblems(): void {
  notices.value = notices.value.filter(({ tone }) => tone !== 'problem');
}

/** Runs what a person asked for; what goes wrong becomes words for them, and a session that has ended leads to the door. */
export function attempt(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    if (error instanceof ApiError && error.code === 'sign_in') signInAsked.value = error.message;
    else notify('problem', wordsOf(error));
  });
}
