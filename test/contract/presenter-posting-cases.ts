import { expect, it } from 'vitest';

import { MAX_HANDLE_BYTES } from '../../src/core/presenting/presenter.ts';
import type { Can, PresenterFixture } from './presenter-fixture.ts';
import { asStored, DELIVERY_KEY, outgoing, png, stageOf } from './presenter-stage.ts';

export function describePosting(current: () => PresenterFixture, can: Can): void {
  it('announces a job with one message, which shows its prompt and its state', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    await stage.announce();
    expect(await stage.seen()).toHaveLength(1);
    expect(await stage.read()).toContain('a red fox');
    expect(await stage.read()).toContain('3rd in line');
  });

  it('offers the actions of the view', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    await stage.announce();
    const tokens = (await stage.seen()).flatMap((message) => message.tokens);
    expect(tokens).toEqual(stage.inLine.actions.map((action) => action.token));
  });

  it('makes handles that are JSON of at most 2 KB', async () => {
    const fixture = current();
    const stage = await stageOf(fixture, { prompt: 'x'.repeat(10_000) });
    const { handle } = await fixture.presenter.announce(stage.job, stage.inLine, stage.signal);
    expect(asStored(handle)).toEqual(handle);
    expect(Buffer.byteLength(JSON.stringify(handle))).toBeLessThanOrEqual(MAX_HANDLE_BYTES);
  });

  it('updates by an edit of the same message', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const before = await stage.seen();
    await fixture.presenter.update(handle, stage.painting, stage.signal);
    const after = await stage.seen();
    expect(after.map((message) => message.ref)).toEqual(before.map((message) => message.ref));
    expect(await stage.read()).toContain('Painting 2 pictures');
    expect(await stage.read()).not.toContain('in line');
  });

  it('takes an update after the last one as well', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const cancelled = { ...stage.inLine, headline: 'Cancelled', status: 'CANCELLED', actions: [] } as const;
    const next = await fixture.presenter.update(handle, cancelled, stage.signal);
    await fixture.presenter.update(next, { ...cancelled, headline: 'Cancelled after all' }, stage.signal);
    expect(await stage.read()).toContain('Cancelled after all');
    expect(await stage.seen()).toHaveLength(1);
  });

  it('delivers every picture once, in order, with its alt text and the actions', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const pictures = await outgoing(stage, 4);
    const delivery = await fixture.presenter.deliver(
      handle,
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    const ids = delivery.messages.map((ref) => ref.messageId);
    const results = (await stage.seen()).filter(({ ref }) => ids.includes(ref.messageId));
    const shown = results.flatMap((message) => message.pictures);
    expect(shown.map((picture) => picture.altText)).toEqual(pictures.map((picture) => picture.altText));
    expect(shown.map((picture) => Buffer.from(picture.bytes))).toEqual(
      pictures.map(({ bytes }) => Buffer.from(bytes)),
    );
    expect(results.flatMap((message) => message.tokens)).toEqual(
      stage.done.actions.map(({ token }) => token),
    );
  });

  it('leaves no message behind that still waits, once the pictures are there', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const next = await fixture.presenter.update(handle, stage.painting, stage.signal);
    await fixture.presenter.deliver(next, DELIVERY_KEY, stage.done, await outgoing(stage), stage.signal);
    expect(await stage.read()).not.toMatch(/in line|Painting/);
    expect(await stage.read()).toContain(stage.done.headline);
    const cancels = (await stage.seen()).flatMap(({ tokens }) =>
      tokens.filter((token) => token.includes('cancel')),
    );
    expect(cancels).toEqual([]);
  });

  it.runIf(can('unique_delivery'))('does not show the pictures twice for the same delivery key', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    const first = await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    const again = await fixture.presenter.deliver(
      first.handle,
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    expect(again.messages).toEqual(first.messages);
    expect(await stage.showings(pictures)).toEqual([1, 1]);
  });

  it.runIf(can('unique_delivery'))('does not show them twice after a crash either', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    await fixture.presenter.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    const restarted = await fixture.restart();
    const found = await restarted.find(handle, DELIVERY_KEY, stage.signal);
    if (found === 'unknown' || found.length === 0) {
      await restarted.deliver(handle, DELIVERY_KEY, stage.done, pictures, stage.signal);
    }
    expect(await stage.showings(pictures)).toEqual([1, 1]);
  });

  it('finds nothing, or cannot tell, before anything was delivered', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const found = await fixture.presenter.find(handle, DELIVERY_KEY, stage.signal);
    expect(found === 'unknown' || found.length === 0).toBe(true);
  });

  it('finds what it delivered, or cannot tell, but never says that there was nothing', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    const delivery = await fixture.presenter.deliver(
      handle,
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    const found = await fixture.presenter.find(delivery.handle, DELIVERY_KEY, stage.signal);
    expect(found === 'unknown' ? delivery.messages : found).toEqual(delivery.messages);
  });

  it('goes on with a stored handle after a crash', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const restarted = await fixture.restart();
    const next = asStored(await restarted.update(handle, stage.painting, stage.signal));
    expect(await stage.read()).toContain('Painting 2 pictures');
    const pictures = await outgoing(stage);
    await restarted.deliver(next, DELIVERY_KEY, stage.done, pictures, stage.signal);
    expect(await stage.showings(pictures)).toEqual([1, 1]);
  });

  it('removes its messages, and does not mind those that are gone', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const pictures = await outgoing(stage);
    const { messages } = await fixture.presenter.deliver(
      handle,
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    await fixture.presenter.remove(messages, stage.signal);
    expect(await stage.showings(pictures)).toEqual([0, 0]);
    await fixture.presenter.remove(messages, stage.signal);
    expect(await stage.showings(pictures)).toEqual([0, 0]);
  });

  it('loads the pictures of a message by their number, as they were posted', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const posted = await Promise.all([png(1), png(2)]);
    const message = await fixture.postPictures(stage.conversation, posted);
    for (const [index, bytes] of posted.entries()) {
      const loaded = await fixture.presenter.loadPicture(message, index, stage.signal);
      expect(Buffer.from(loaded.bytes)).toEqual(Buffer.from(bytes));
    }
  });

  it('loads back what it delivered', async () => {
    const fixture = current();
    const stage = await stageOf(fixture);
    const handle = await stage.announce();
    const pictures = await outgoing(stage, 1);
    const { messages } = await fixture.presenter.deliver(
      handle,
      DELIVERY_KEY,
      stage.done,
      pictures,
      stage.signal,
    );
    const last = messages.at(-1) ?? { conversation: stage.conversation, messageId: 'none' };
    const loaded = await fixture.presenter.loadPicture(last, 0, stage.signal);
    expect(Buffer.from(loaded.bytes)).toEqual(Buffer.from(pictures[0]?.bytes ?? []));
  });
}
