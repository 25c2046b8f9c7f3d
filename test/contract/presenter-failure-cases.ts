import { describe, expect, it } from 'vitest';

import { BotError, type PlatformError } from '../../src/core/errors.ts';
import type { Can, PresenterFault, PresenterFixture, PresenterLack } from './presenter-fixture.ts';
import { DELIVERY_KEY, failureOf, outgoing, png, stageOf } from './presenter-stage.ts';

interface FaultCase {
  kind: PresenterFault;
  /** Left out where the platform lacks this. */
  lack?: PresenterLack;
}

const UNREACHABLE: readonly FaultCase[] = [
  { kind: 'handle_expired', lack: 'handle_expiry' },
  { kind: 'gone' },
];
const ANNOUNCE_REFUSED: readonly FaultCase[] = [
  { kind: 'missing_permission', lack: 'permissions' },
  { kind: 'unavailable' },
];
const DELIVER_REFUSED: readonly FaultCase[] = [
  ...ANNOUNCE_REFUSED,
  { kind: 'payload_too_large', lack: 'size_limits' },
];

export function describeFailures(current: () => PresenterFixture, can: Can): void {
  const possible = (cases: readonly FaultCase[]): readonly FaultCase[] =>
    cases.filter(({ lack }) => lack === undefined || can(lack));

  it.each(possible(UNREACHABLE))(
    'shows the state in a new message, or says $kind, when the old one is',
    async ({ kind }) => {
      const fixture = current();
      const stage = await stageOf(fixture);
      const handle = await stage.announce();
      fixture.failNext(kind, 'update');
      const failure = await failureOf(fixture.presenter.update(handle, stage.painting, stage.signal));
      expect([null, kind]).toContain(failure?.reason ?? null);
      expect((await stage.read()).includes('Painting 2 pictures')).toBe(failure === null);
    },
  );

  it.each(possible(UNREACHABLE))(
    'shows the pictures in a new message, or says $kind, when the old one is',
    async ({ kind }) => {
      const fixture = current();
      const stage = await stageOf(fixture);
      const handle = await stage.announce();
      const pictures = await outgoing(stage);
      fixture.failNext(kind, 'deliver');
      const failure = await failureOf(
        fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal),
      );
      expect([null, kind]).toContain(failure?.reason ?? null);
      expect(await stage.showings(pictures)).toEqual(failure === null ? [1, 1] : [0, 0]);
    },
  );

  it.each(possible(ANNOUNCE_REFUSED))(
    'posts nothing and says $kind, when a job cannot be announced',
    async ({ kind }) => {
      const fixture = current();
      const stage = await stageOf(fixture);
      fixture.failNext(kind, 'announce');
      const failure = await failureOf(fixture.presenter.announce(stage.job, stage.inLine, stage.signal));
      expect(failure?.reason).toBe(kind);
      expect(await stage.seen()).toEqual([]);
    },
  );

  it.each(possible(DELIVER_REFUSED))(
    'shows no picture there and says $kind or finds another way, and delivers when it can again',
    async ({ kind }) => {
      const fixture = current();
      const stage = await stageOf(fixture);
      const handle = await stage.announce();
      const pictures = await outgoing(stage);
      fixture.failNext(kind, 'deliver');
      const failure = await failureOf(
        fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal),
      );
      // A paid picture that its place refuses may go to its owner by another way; what only failed has to be said.
      const said = kind === 'missing_permission' ? [kind, null] : [kind];
      expect(said).toContain(failure?.reason ?? null);
      expect(await stage.showings(pictures)).toEqual([0, 0]);
      await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
      expect(await stage.showings(pictures)).toEqual([1, 1]);
    },
  );

  describe.runIf(can('rate_limits'))('says how long a rate limit lasts, or sits it out itself', () => {
    it('when a job is announced', async () => {
      const fixture = current();
      const stage = await stageOf(fixture);
      fixture.failNext('rate_limited', 'announce');
      const failure = await failureOf(fixture.presenter.announce(stage.job, stage.inLine, stage.signal));
      expectPauseOf(failure);
      expect(await stage.seen()).toHaveLength(failure === null ? 1 : 0);
    });

    it('when the state changes', async () => {
      const fixture = current();
      const stage = await stageOf(fixture);
      const handle = await stage.announce();
      fixture.failNext('rate_limited', 'update');
      const failure = await failureOf(fixture.presenter.update(handle, stage.painting, stage.signal));
      expectPauseOf(failure);
      expect((await stage.read()).includes('Painting 2 pictures')).toBe(failure === null);
    });

    it('when pictures are delivered, and shows them once', async () => {
      const fixture = current();
      const stage = await stageOf(fixture);
      const handle = await stage.announce();
      const pictures = await outgoing(stage);
      const deliver = (): Promise<unknown> =>
        fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
      fixture.failNext('rate_limited', 'deliver');
      const failure = await failureOf(deliver());
      expectPauseOf(failure);
      expect(await stage.showings(pictures)).toEqual(failure === null ? [1, 1] : [0, 0]);
      if (failure !== null) await deliver();
      expect(await stage.showings(pictures)).toEqual([1, 1]);
    });
  });

  it('says that a chat is down, and draws the same view once it is back', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    fixture.failNext('unavailable', 'update');
    const failure = await failureOf(fixture.presenter.update(handle, stage.painting, stage.signal));
    expect(failure?.reason).toBe('unavailable');
    await fixture.presenter.update(handle, stage.painting, stage.signal);
    expect(await stage.read()).toContain('Painting 2 pictures');
    expect(await stage.seen()).toHaveLength(1);
  });

  it('says that it does not know whether pictures were posted, and never loses them by it', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    fixture.failNext('outcome_unknown', 'deliver');
    const failure = await failureOf(
      fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal),
    );
    expect(failure === null || failure.reason === 'outcome_unknown').toBe(true);
    const found = await fixture.presenter.find(handle, DELIVERY_KEY, stage.signal);
    if (found === 'unknown' || found.length === 0) {
      await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    }
    const times = await stage.showings(pictures);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
  });

  it.runIf(can('unique_delivery'))(
    'shows pictures once after a lost answer, where the platform can tell',
    async () => {
      const fixture = current();
      const stage = await stageOf(fixture);
      const handle = await stage.announce();
      const pictures = await outgoing(stage);
      fixture.failNext('outcome_unknown', 'deliver');
      await failureOf(fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal));
      await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
      expect(await stage.showings(pictures)).toEqual([1, 1]);
    },
  );

  it('posts nothing for a signal that is aborted already', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const signal = AbortSignal.abort(new Error('stopping'));
    await expect(fixture.presenter.announce(stage.job, stage.inLine, signal)).rejects.toThrow();
    expect(await stage.seen()).toEqual([]);
  });

  it('says so when a message has no picture of that number, or is no more', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const message = await fixture.postPictures(stage.conversation, [await png(1)]);
    const beyond = fixture.presenter.loadPicture(message, 1, stage.signal);
    await expect(beyond).rejects.toBeInstanceOf(BotError);
    const nowhere = { ...message, messageId: '1' };
    await expect(fixture.presenter.loadPicture(nowhere, 0, stage.signal)).rejects.toBeInstanceOf(BotError);
  });
}

/** Null where the presenter sat the limit out itself. */
function expectPauseOf(failure: PlatformError | null): void {
  if (failure === null) return;
  expect(failure.reason).toBe('rate_limited');
  expect(failure.retryAfterMs ?? 0).toBeGreaterThan(0);
}
