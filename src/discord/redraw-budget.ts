import { PlatformError, SECOND_MS, createPaceLine, type Clock } from '../core/index.ts';

/**
 * Discord takes 50 requests a second from a bot (its documentation, "Global Rate Limit"), and the library holds the others back in the
 * order in which they came. Redraws may use three fifths of it: with hundreds of jobs a picture would otherwise stand in line behind
 * seconds that pass.
 */
const REDRAWS_PER_SECOND = 30;

/** How often messages may be redrawn for a mere change of state. */
export interface RedrawBudget {
  /** Counts one. @throws PlatformError `rate_limited` when there is no room; the newest view is drawn once there is. */
  take(): void;
}

export function createRedrawBudget(clock: Clock): RedrawBudget {
  const line = createPaceLine({
    clock,
    intervalMs: Math.ceil(SECOND_MS / REDRAWS_PER_SECOND),
    burst: REDRAWS_PER_SECOND,
  });
  return {
    take() {
      const waitMs = line.waitMs();
      if (waitMs > 0)
        throw new PlatformError('rate_limited', 'Too many messages want to be redrawn at once.', {
          retry: 'safe',
          retryAfterMs: Math.ceil(line.promiseMs(waitMs)),
        });
      line.take();
    },
  };
}
