import { describe, expect, it } from 'vitest';

import { InternalError, PlatformError, StoreError } from '../../../src/core/errors.ts';
import { isSurelyNotPosted, nullIfRefused } from '../../../src/core/jobs/patience.ts';

describe('what is known of a post that failed', () => {
  const going = new AbortController().signal;

  it('is that nothing stands there, where the chat said so', () => {
    expect(isSurelyNotPosted(new PlatformError('missing_permission', 'No.'), going)).toBe(true);
    expect(isSurelyNotPosted(new PlatformError('unavailable', 'Down.'), going)).toBe(true);
  });

  it('is nothing where the chat did not answer, or somebody else threw', () => {
    expect(isSurelyNotPosted(new PlatformError('outcome_unknown', 'Silence.'), going)).toBe(false);
    expect(isSurelyNotPosted(new StoreError('disk_full', 'The note after the post.'), going)).toBe(false);
    expect(isSurelyNotPosted(new InternalError('A bug.'), going)).toBe(false);
    expect(isSurelyNotPosted(new Error('socket hang up'), going)).toBe(false);
  });

  it('is nothing where a stop cut it off, whatever the reason of the stop is', () => {
    const reason = new PlatformError('unavailable', 'The bot is stopping.');
    expect(isSurelyNotPosted(reason, AbortSignal.abort(reason))).toBe(false);
  });
});

describe('reading what may be refused', () => {
  it('comes to nothing where the chat refuses', async () => {
    expect(await nullIfRefused(() => Promise.reject(new PlatformError('gone', 'Gone.')))).toBeNull();
  });

  it('throws on where the chat is down or the error is not the chat’s', async () => {
    const down = new PlatformError('unavailable', 'Down.');
    await expect(nullIfRefused(() => Promise.reject(down))).rejects.toBe(down);
    const strange = new Error('strange');
    await expect(nullIfRefused(() => Promise.reject(strange))).rejects.toBe(strange);
  });
});
