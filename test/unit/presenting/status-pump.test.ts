import { describe, expect, it } from 'vitest';

import { PlatformError } from '../../../src/core/errors.ts';
import { settle } from '../../support/manual-clock.ts';
import { INTERVAL_MS, pumpFixture, viewNamed } from '../../support/pump-fixture.ts';

describe('the status pump', () => {
  it('sends the first view at once', async () => {
    const { pump, sent } = pumpFixture();
    pump.push(viewNamed('a'));
    await settle();
    expect(sent()).toEqual(['a']);
  });

  it('keeps only the newest view of those that come too fast', async () => {
    const { pump, clock, sent } = pumpFixture();
    for (const name of ['a', 'b', 'c', 'd']) {
      pump.push(viewNamed(name));
      await settle();
    }
    await clock.advance(INTERVAL_MS - 1);
    expect(sent()).toEqual(['a']);
    await clock.advance(1);
    expect(sent()).toEqual(['a', 'd']);
  });

  it('has one send under way at a time, and counts the interval from its end', async () => {
    const { pump, clock, sent, hold } = pumpFixture();
    const release = hold();
    pump.push(viewNamed('a'));
    await settle();
    pump.push(viewNamed('b'));
    await clock.advance(10 * INTERVAL_MS);
    expect(sent()).toEqual(['a']);
    release();
    await clock.advance(INTERVAL_MS - 1);
    expect(sent()).toEqual(['a']);
    await clock.advance(1);
    expect(sent()).toEqual(['a', 'b']);
  });

  it('does not send what would draw the same, whatever the bare times say', async () => {
    const { pump, clock, sent } = pumpFixture();
    pump.push(viewNamed('a', { elapsedMs: 1 }));
    await clock.advance(INTERVAL_MS);
    pump.push(viewNamed('a', { elapsedMs: 5000, estimateMs: 3 }));
    await clock.advance(INTERVAL_MS);
    pump.push(viewNamed('b'));
    await clock.advance(INTERVAL_MS);
    expect(sent()).toEqual(['a', 'b']);
  });

  it('goes on after views that needed no send', async () => {
    const { pump, clock, sent } = pumpFixture();
    for (const name of ['a', 'a', 'a', 'b', 'b', 'c']) {
      pump.push(viewNamed(name));
      await clock.advance(INTERVAL_MS);
    }
    expect(sent()).toEqual(['a', 'b', 'c']);
  });

  it('shows the last view, drops what waits and ignores what comes after', async () => {
    const { pump, clock, sent } = pumpFixture();
    pump.push(viewNamed('a'));
    await settle();
    pump.push(viewNamed('b'));
    const finished = pump.finish(viewNamed('end'));
    pump.push(viewNamed('late'));
    await clock.advance(INTERVAL_MS);
    await finished;
    await clock.advance(INTERVAL_MS);
    expect(sent()).toEqual(['a', 'end']);
  });

  it('resolves at once when the last view stands there already', async () => {
    const { pump, clock, sent } = pumpFixture();
    pump.push(viewNamed('end'));
    await clock.advance(INTERVAL_MS);
    await pump.finish(viewNamed('end'));
    expect(sent()).toEqual(['end']);
  });

  it('stops: what waits is dropped, and what is on its way is waited for', async () => {
    const { pump, clock, sent, hold } = pumpFixture();
    const release = hold();
    pump.push(viewNamed('a'));
    await settle();
    pump.push(viewNamed('b'));
    let hasStopped = false;
    const stopped = pump.stop().then(() => (hasStopped = true));
    await settle();
    expect(hasStopped).toBe(false);
    release();
    await stopped;
    pump.push(viewNamed('c'));
    await clock.advance(10 * INTERVAL_MS);
    expect(sent()).toEqual(['a']);
    expect(clock.sleeping).toBe(0);
  });

  it('stops without waiting for the interval', async () => {
    const { pump, clock } = pumpFixture();
    pump.push(viewNamed('a'));
    await settle();
    pump.push(viewNamed('b'));
    await settle();
    expect(clock.sleeping).toBe(1);
    await pump.stop();
    expect(clock.sleeping).toBe(0);
  });
});

describe('the status pump, when the chat fails', () => {
  it('waits as long as a rate limit says', async () => {
    const { pump, clock, sent, failNext } = pumpFixture();
    failNext(new PlatformError('rate_limited', 'Slow down.', { retryAfterMs: 7000 }));
    pump.push(viewNamed('a'));
    await clock.advance(6999);
    expect(sent()).toEqual(['a']);
    await clock.advance(1);
    expect(sent()).toEqual(['a', 'a']);
  });

  it('does not come back before its own interval, however short the rate limit is', async () => {
    const { pump, clock, sent, failNext } = pumpFixture();
    failNext(new PlatformError('rate_limited', 'Slow down.', { retryAfterMs: 1 }));
    pump.push(viewNamed('a'));
    await clock.advance(INTERVAL_MS - 1);
    expect(sent()).toEqual(['a']);
  });

  it('does not hold the last view back behind a pause that was meant for one among many', async () => {
    const { pump, clock, sent, sentAt, failNext } = pumpFixture();
    failNext(new PlatformError('rate_limited', 'Slow down.', { retryAfterMs: 20_000 }));
    pump.push(viewNamed('a'));
    await clock.advance(INTERVAL_MS / 2);
    const finished = pump.finish(viewNamed('end'));
    await clock.advance(INTERVAL_MS);
    await finished;
    expect(sent()).toEqual(['a', 'end']);
    expect(sentAt()[1]).toBe((sentAt()[0] ?? 0) + INTERVAL_MS);
  });

  it('repeats the last view with growing pauses until it is there', async () => {
    const { pump, clock, sentAt, errors, failNext } = pumpFixture();
    for (let failure = 0; failure < 8; failure += 1) failNext(new PlatformError('unavailable', 'Down.'));
    const finished = pump.finish(viewNamed('end'));
    await clock.advance(200_000);
    await finished;
    const pausesS = sentAt().map((at, index, all) => (at - (all[index - 1] ?? at)) / 1000);
    expect(pausesS.slice(1)).toEqual([2, 2, 4, 8, 16, 30, 30, 30]);
    expect(errors).toEqual([]);
  });

  it('sends the newest view after a failure, not the one that failed', async () => {
    const { pump, clock, sent, failNext } = pumpFixture();
    failNext(new PlatformError('outcome_unknown', 'Cut.'));
    pump.push(viewNamed('a'));
    await settle();
    pump.push(viewNamed('b'));
    await clock.advance(60_000);
    expect(sent()).toEqual(['a', 'b']);
  });

  it('sends an older look again when a newer one may have arrived', async () => {
    const { pump, clock, sent, failNext } = pumpFixture();
    pump.push(viewNamed('a'));
    await clock.advance(INTERVAL_MS);
    failNext(new PlatformError('outcome_unknown', 'Cut.'));
    pump.push(viewNamed('b'));
    await settle();
    pump.push(viewNamed('a'));
    await clock.advance(60_000);
    expect(sent()).toEqual(['a', 'b', 'a']);
  });

  it('reports what no repetition mends, and goes on with the next view', async () => {
    const { pump, clock, sent, errors, failNext } = pumpFixture();
    const error = new PlatformError('rejected', 'No.');
    failNext(error);
    pump.push(viewNamed('a'));
    await clock.advance(INTERVAL_MS);
    pump.push(viewNamed('b'));
    await clock.advance(INTERVAL_MS);
    expect(errors).toEqual([error]);
    expect(sent()).toEqual(['a', 'b']);
  });

  it.each(['gone', 'handle_expired', 'missing_permission'] as const)(
    'tries only the last view after %s',
    async (reason) => {
      const { pump, clock, sent, errors, failNext } = pumpFixture();
      failNext(new PlatformError(reason, 'No.'));
      pump.push(viewNamed('a'));
      await clock.advance(INTERVAL_MS);
      pump.push(viewNamed('b'));
      await clock.advance(INTERVAL_MS);
      await pump.finish(viewNamed('end'));
      expect(errors).toHaveLength(1);
      expect(sent()).toEqual(['a', 'end']);
    },
  );

  it('throws what kept the last view away', async () => {
    const { pump, errors, failNext } = pumpFixture();
    const error = new PlatformError('gone', 'Gone.');
    failNext(error);
    await expect(pump.finish(viewNamed('end'))).rejects.toBe(error);
    expect(errors).toEqual([]);
  });

  it('ends with the reason of its signal, in the middle of a pause', async () => {
    const { pump, clock, sent, failNext, abort } = pumpFixture();
    failNext(new PlatformError('unavailable', 'Down.'));
    const finished = pump.finish(viewNamed('end'));
    await settle();
    abort(new Error('stopping'));
    await expect(finished).rejects.toThrow('stopping');
    pump.push(viewNamed('late'));
    await clock.advance(60_000);
    expect(sent()).toEqual(['end']);
  });
});
