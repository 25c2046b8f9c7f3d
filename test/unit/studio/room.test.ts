import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createRoomEvents } from '../../../src/studio/room-events.ts';
import { openStudioStand, type StudioStand } from '../../support/studio-fixture.ts';

const HOSTILE = '<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1) @everyone';

describe('a room of the studio', () => {
  let stand: StudioStand;
  beforeEach(async () => {
    stand = await openStudioStand();
  });
  afterEach(() => stand.close());

  it('keeps what people say across a restart, in order, as they said it', async () => {
    const ada = await stand.browser('Ada');
    for (const text of ['one', HOSTILE, 'three']) await ada.posted(text);
    const { rig, notes } = stand;
    await stand.close();
    stand = await openStudioStand({ rig, notes });
    const { messages } = await ada.at(stand.url).page();
    expect(messages.map(({ text }) => text)).toEqual(['one', HOSTILE, 'three']);
    expect(messages.map(({ author }) => author.name)).toEqual(['Ada', 'Ada', 'Ada']);
  });

  it('posts once what is sent twice', async () => {
    const ada = await stand.browser('Ada');
    const first = await ada.posted('hello', { clientId: '12345678' });
    const second = await ada.posted('hello', { clientId: '12345678' });
    expect(second).toEqual(first);
    expect((await ada.page()).messages).toHaveLength(1);
  });

  it('posts nothing, and says so, when it cannot be kept', async () => {
    const ada = await stand.browser('Ada');
    stand.notes.fault = 'refused';
    const answer = await ada.post('hello');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ error: { code: 'store_disk_full' } });
    expect((await ada.page()).messages).toEqual([]);
  });

  it('leads back through a long history page by page', async () => {
    const ada = await stand.browser('Ada');
    for (let n = 1; n <= 60; n += 1) await ada.posted(`number ${n}`);
    const newest = await ada.page();
    expect(newest.messages.at(-1)?.text).toBe('number 60');
    expect(newest).toMatchObject({ hasMore: true });
    const before = newest.messages[0]?.id ?? '';
    const older = await ada.json(`/api/rooms/general/messages?before=${before}`);
    expect(older).toMatchObject({ hasMore: false });
    expect((older as typeof newest).messages.map(({ text }) => text)).toEqual(
      Array.from({ length: 10 }, (_, index) => `number ${index + 1}`),
    );
  });

  it('lets a page catch up on what it missed', async () => {
    const ada = await stand.browser('Ada');
    const { lastEventId } = await ada.page();
    await ada.posted('while you were away');
    await ada.listen('general', lastEventId);
    await ada.until((event) => event.type === 'message' && event.message.text === 'while you were away');
    expect(ada.heard.map(({ event }) => event.type)).toEqual(['hello', 'message']);
  });

  it('tells a page to load anew when it cannot be caught up', async () => {
    const ada = await stand.browser('Ada');
    await ada.listen('general', 'another life-7');
    await ada.until(({ type }) => type === 'reload');
  });

  it('refuses a reply to a message that is not there, and an edit without words', async () => {
    const ada = await stand.browser('Ada');
    expect((await ada.post('make it night', { replyTo: 'nothing' })).status).toBe(422);
    expect((await ada.post('   ')).status).toBe(422);
    expect((await ada.post('hello', {}, 'nowhere')).status).toBe(422);
  });

  it('tells a person of a bad flag in the words of the grammar, and posts nothing', async () => {
    const ada = await stand.browser('Ada');
    const answer = await ada.post('/imagine a fox --aspekt 16:9');
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      error: { code: 'bad_flag', text: expect.stringContaining('Did you mean') as string },
    });
    expect((await ada.page()).messages).toEqual([]);
  });
});

describe('the events of a room', () => {
  it('reach only the person whom they concern', () => {
    const events = createRoomEvents('life');
    const heard: string[] = [];
    events.subscribe('ada', null, ({ id }) => heard.push(`ada ${id}`));
    events.subscribe('ben', null, ({ id }) => heard.push(`ben ${id}`));
    events.publish({ type: 'notice', tone: 'info', text: 'x' }, 'ada');
    events.publish({ type: 'reload' }, null);
    expect(heard).toEqual(['ada life-1', 'ada life-2', 'ben life-2']);
    expect(events.subscribe('ben', 'life-0', () => undefined).missed).toMatchObject([{ id: 'life-2' }]);
  });

  it('are remembered for a while, and then ask for a new load', () => {
    const events = createRoomEvents('life');
    for (let n = 0; n < 600; n += 1) events.publish({ type: 'reload' }, null);
    const missedSince = (id: string): number | 'reload' => {
      const { missed } = events.subscribe('ada', id, () => undefined);
      return missed === 'reload' ? missed : missed.length;
    };
    expect(missedSince('life-50')).toBe('reload');
    expect(missedSince('life-100')).toBe(500);
    expect(missedSince('life-600')).toBe(0);
    expect(missedSince('life-601')).toBe('reload');
    expect(missedSince('')).toBe('reload');
  });

  it('end with the subscription', () => {
    const events = createRoomEvents('life');
    const heard: string[] = [];
    const { end } = events.subscribe('ada', null, ({ id }) => heard.push(id));
    end();
    events.publish({ type: 'reload' }, null);
    expect(heard).toEqual([]);
  });
});
