import { describe, expect, it } from 'vitest';

import { createEventTasks } from '../../../src/discord/event-tasks.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';

const LONG_MS = 1500;

describe('the handlers of events', () => {
  it('are waited for at the end, and no longer than they take', async () => {
    const clock = new ManualClock();
    const tasks = createEventTasks(clock, () => undefined);
    const handler = Promise.withResolvers<undefined>();
    tasks.run(() => handler.promise);
    let isClosed = false;
    const closing = tasks.close(LONG_MS).then(() => (isClosed = true));
    await Promise.resolve();
    expect(isClosed).toBe(false);
    handler.resolve(undefined);
    // The clock stands still: only the end of the handler can have ended the waiting.
    await closing;
    expect(isClosed).toBe(true);
  });

  it('that do not end are left alone after a while', async () => {
    const clock = new ManualClock();
    const tasks = createEventTasks(clock, () => undefined);
    tasks.run(() => new Promise<void>(() => undefined));
    const closing = tasks.close(LONG_MS);
    await clock.advance(LONG_MS);
    await expect(closing).resolves.toBeUndefined();
  });

  it('give way to a refusal after the end, which is waited for like them', async () => {
    const tasks = createEventTasks(new ManualClock(), () => undefined);
    const handler = Promise.withResolvers<undefined>();
    const refusal = Promise.withResolvers<undefined>();
    tasks.run(() => handler.promise);
    let isClosed = false;
    const closing = tasks.close(LONG_MS).then(() => (isClosed = true));
    let begun = false;
    tasks.run(
      () => {
        begun = true;
        return Promise.resolve();
      },
      () => refusal.promise,
    );
    handler.resolve(undefined);
    await settle();
    expect(isClosed).toBe(false);
    refusal.resolve(undefined);
    await closing;
    expect(begun).toBe(false);
  });

  it('are not begun any more after the end', async () => {
    const tasks = createEventTasks(new ManualClock(), () => undefined);
    await tasks.close(LONG_MS);
    let begun = 0;
    tasks.run(() => {
      begun += 1;
      return Promise.resolve();
    });
    expect(begun).toBe(0);
  });

  it('hand what they throw to the log, and do not disturb the others', async () => {
    const errors: unknown[] = [];
    const tasks = createEventTasks(new ManualClock(), (error) => errors.push(error));
    let ended = false;
    tasks.run(() => Promise.reject(new Error('a bug')));
    tasks.run(() => {
      ended = true;
      return Promise.resolve();
    });
    await tasks.close(LONG_MS);
    expect(errors).toEqual([new Error('a bug')]);
    expect(ended).toBe(true);
  });
});
