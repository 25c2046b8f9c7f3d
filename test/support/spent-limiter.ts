import { createRequestLimiter, type RequestLimiter } from '../../src/core/segmind/limiter.ts';
import { ManualClock } from './manual-clock.ts';

/** The real limiter with one request a minute, which is spent, on a clock that moves only by hand: until then nobody has a turn. */
export async function spentLimiter(clock = new ManualClock()): Promise<RequestLimiter> {
  const limiter = createRequestLimiter({ requestsPerMinute: 1, burst: 1, clock });
  await limiter.acquire('whoever was faster');
  return limiter;
}
