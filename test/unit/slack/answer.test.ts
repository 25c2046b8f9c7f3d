import { expect, test } from 'vitest';

import { PlatformError, silentLogger } from '../../../src/core/index.ts';
import { noticeOf, tell } from '../../../src/slack/answer.ts';
import type { SlackPresenter } from '../../../src/slack/presenter.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { sampleRequest } from '../../support/sample-job.ts';

const { origin } = sampleRequest();

/** Tells somebody something by a presenter that takes note of the signal it is given. */
async function tellBy(signal: AbortSignal, clock: ManualClock, whileTelling: () => Promise<void>) {
  const given: AbortSignal[] = [];
  const abortedAtFirst: boolean[] = [];
  const presenter: Pick<SlackPresenter, 'notify'> = {
    async notify(_origin, _notice, its) {
      given.push(its);
      abortedAtFirst.push(its.aborted);
      await whileTelling();
    },
  };
  const parts = { presenter: presenter as SlackPresenter, logger: silentLogger, signal, clock };
  await tell(parts, origin, 'Nothing comes of it.');
  return { given, abortedAtFirst };
}

test('tells a person after a stop that nothing comes, and gives that a second', async () => {
  const clock = new ManualClock();
  const stopped = AbortSignal.abort(new PlatformError('unavailable', 'Slack is being disconnected.'));
  const { given, abortedAtFirst } = await tellBy(stopped, clock, () => clock.advance(1000));
  expect(abortedAtFirst).toEqual([false]);
  expect(given[0]?.aborted).toBe(true);
});

test('tells a person for as long as it takes while nothing stops', async () => {
  const clock = new ManualClock();
  const { given } = await tellBy(new AbortController().signal, clock, () => clock.advance(60_000));
  expect(given[0]?.aborted).toBe(false);
});

test('says that nothing was charged to whoever asked for a picture, and not of one that is paid', () => {
  const refused = new PlatformError('missing_permission', 'The bot may not do this there.', {
    details: { slackCode: 'cant_delete_message' },
  });
  expect(noticeOf(refused, { asksForPicture: true }).text).toMatch(
    /cant_delete_message.* Nothing was charged\.$/,
  );
  expect(noticeOf(refused, { asksForPicture: false }).text).not.toContain('charged');
  const limited = new PlatformError('rate_limited', 'Too many.', { retry: 'safe' });
  expect(noticeOf(limited, { asksForPicture: true }).text).toContain('Nothing was charged.');
  expect(noticeOf(limited, { asksForPicture: false }).text).not.toContain('charged');
});
