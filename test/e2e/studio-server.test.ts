import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import type { GalleryWire, JobDetailWire, MessageWire, RoomWire, UsageWire } from '../../src/studio/wire.ts';
import { startEmulatedStudio, type EmulatedStudio } from '../support/emulated-studio.ts';
import { StudioBrowser } from '../support/studio-browser.ts';
import { useTempDir } from '../support/temp-dir.ts';

describe('the studio on the emulator', () => {
  let emulator: Emulator;
  let studio: EmulatedStudio;
  let ada: StudioBrowser;
  let ben: StudioBrowser;
  const inDir = useTempDir();

  beforeAll(async () => {
    emulator = await startEmulator({ speed: 40, randomSeed: 1 });
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    studio = await startEmulatedStudio(emulator, inDir());
    ada = await StudioBrowser.open(studio.url, 'Ada');
    ben = await StudioBrowser.open(studio.url, 'Ben');
    await ada.listen();
    await ben.listen();
  });
  afterEach(async () => {
    await studio.stop();
  });

  const isDone = (message: MessageWire): boolean => message.job?.jobState === 'delivered';
  const isFailed = (message: MessageWire): boolean => message.job?.jobState === 'failed';

  async function painted(text: string): Promise<MessageWire> {
    const { jobId } = await ada.posted(text);
    return ada.shows(jobId ?? '', isDone);
  }

  /** The row says so as well: a click comes no earlier in life. */
  async function settled(message: MessageWire): Promise<MessageWire> {
    await expect.poll(() => studio.running.bot.job(message.id)).toMatchObject({ state: 'delivered' });
    return message;
  }

  it('paints, and every browser sees the same message on its way', async () => {
    const message = await painted('/imagine an otter in a boat --ar 16:9 --seed 7');
    expect(message).toMatchObject({
      author: { isBot: true },
      isPrivate: false,
      job: { status: 'COMPLETED', requesterName: 'Ada', seed: 7, aspectRatio: { width: 16, height: 9 } },
    });
    expect(await ben.shows(message.id, isDone)).toEqual(message);
    expect(await ben.message(message.id)).toEqual(message);
    const states = ben.heard.flatMap(({ event }) =>
      event.type === 'message' && event.message.id === message.id ? [event.message.job?.status] : [],
    );
    expect(states[0]).not.toBe('COMPLETED');
    const answer = await ben.get(`/pictures/${message.pictures[0]?.hash ?? ''}`);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });

  it('edits the picture that is replied to, and knows the chain', async () => {
    const first = await painted('/imagine a lighthouse');
    const { jobId, messageId } = await ada.posted('make it night', { replyTo: first.id });
    expect(await ada.shows(messageId, () => true)).toMatchObject({
      text: 'make it night',
      replyTo: first.id,
      author: { name: 'Ada' },
    });
    const edited = await ada.shows(jobId ?? '', isDone);
    expect(edited).toMatchObject({ replyTo: messageId, references: [{ hash: first.pictures[0]?.hash }] });
    const order = (await ada.page()).messages.map(({ id }) => id);
    expect(order).toEqual([first.id, messageId, jobId]);
    const detail = (await ben.json(`/api/jobs/${edited.id}`)) as JobDetailWire;
    expect(detail.lineage.map((one) => [one.kind, one.prompt])).toEqual([
      ['generate', 'a lighthouse'],
      ['edit', 'make it night'],
    ]);
    expect(detail).toMatchObject({ costUsd: 0.042, messageId: edited.id });
    expect(detail.typed).toMatch(/^\/imagine make it night .*--seed \d+$/);
    const root = (await ben.json(`/api/jobs/${first.id}`)) as JobDetailWire;
    expect(root.children.map((child) => child.jobId)).toEqual([edited.id]);
  });

  it('works from uploads, in their order', async () => {
    const picture = await painted('/imagine a blue door');
    const bytes = new Uint8Array(
      await (await ada.get(`/pictures/${picture.pictures[0]?.hash ?? ''}`)).arrayBuffer(),
    );
    const upload = await ada.uploaded(bytes);
    const { jobId } = await ada.posted('image 1 in the style of a stamp', { pictures: [upload.hash] });
    const edited = await ada.shows(jobId ?? '', isDone);
    expect(edited.job?.kind).toBe('edit');
    expect(emulator.ledger().at(-1)?.imageUrls).toHaveLength(1);
  });

  it('keeps a private picture private until it is shared', async () => {
    const { jobId } = await ada.posted('/imagine a secret garden', { isPrivate: true });
    const message = await settled(await ada.shows(jobId ?? '', isDone));
    const hash = message.pictures[0]?.hash ?? '';
    expect(message.isPrivate).toBe(true);
    expect(await ben.message(message.id)).toBeNull();
    expect((await ben.get(`/pictures/${hash}`)).status).toBe(404);
    expect((await ben.get(`/api/jobs/${message.id}`)).status).toBe(404);
    expect((await ben.post('make it night', { replyTo: message.id })).status).toBe(422);
    expect(JSON.stringify(ben.heard)).not.toContain('secret garden');

    await Promise.allSettled([ada.click(message, 'share'), ada.click(message, 'share')]);
    const shared = await ben.shows(message.id, isDone);
    expect(shared.isPrivate).toBe(false);
    expect(shared.job?.actions.map(({ verb }) => verb)).not.toContain('share');
    expect((await ben.get(`/pictures/${hash}`)).status).toBe(200);
    await expect(ada.click(message, 'share')).rejects.toThrow(/422/);
    const { messages } = await ben.page();
    expect(messages.filter((one) => one.job !== null)).toHaveLength(1);
    expect(messages.filter(({ text }) => text.includes('Ada shared'))).toHaveLength(1);
    // Ben reads of it below, and answers there.
    const edit = await ben.posted('make it night', { replyTo: messages.at(-1)?.id ?? '' });
    expect(await ben.shows(edit.jobId ?? '', isDone)).toMatchObject({ references: [{ hash }] });
  });

  it('cancels', async () => {
    emulator.addScenario({ scenario: 'stuck', match: 'a slow snail', times: 1 });
    const { jobId } = await ada.posted('/imagine a slow snail');
    const working = await ada.shows(
      jobId ?? '',
      ({ job }) => job?.status === 'QUEUED' || job?.status === 'PROCESSING',
    );
    await expect(ben.click(working, 'cancel')).rejects.toThrow(/not_yours/);
    await ada.click(working, 'cancel');
    const cancelled = await ben.shows(working.id, ({ job }) => job?.jobState === 'cancelled');
    expect(cancelled.job?.actions).toEqual([]);
  });

  it('says that the filter blocked a picture, and that nothing was charged', async () => {
    const { jobId } = await ada.posted('/imagine a badger for #block');
    const failed = await ben.shows(jobId ?? '', isFailed);
    expect(failed.job?.sentences.join(' ')).toMatch(/safety filter.*Nothing was charged/);
    expect(failed.pictures).toEqual([]);
  });

  it('makes one job of a post that is sent twice', async () => {
    const post = { clientId: 'the-same-click' };
    const [first, second] = await Promise.all([
      ada.posted('/imagine a twin', post),
      ada.posted('/imagine a twin', post),
    ]);
    expect(second.jobId).toBe(first.jobId);
    await ada.shows(first.jobId ?? '', isDone);
    expect(emulator.ledger().filter(({ prompt }) => prompt === 'a twin')).toHaveLength(1);
  });

  it('varies, carries to another room, and deletes everywhere', async () => {
    const first = await settled(await painted('/imagine a kite'));
    const varied = await ben.click(first, 'vary');
    expect((await ben.shows(varied.jobId, isDone)).job?.requesterName).toBe('Ben');
    expect((await ada.click(first, 'edit')).outcome).toBe('ask_edit');
    const room = (await (await ada.send('/api/rooms', { name: 'kites' })).json()) as RoomWire;
    await ben.until(({ type }) => type === 'rooms');
    expect((await ada.click(first, 'share')).outcome).toBe('share');
    await ada.click(first, 'share', { room: room.id });
    const [copy] = (await ben.page(room.id)).messages;
    expect(copy).toMatchObject({ pictures: first.pictures, job: { jobId: first.id } });
    await expect(ben.click(first, 'delete')).rejects.toThrow(/not_yours/);
    await ada.click(first, 'delete');
    await ben.until((event) => event.type === 'removed' && event.messageId === first.id);
    expect((await ben.page(room.id)).messages).toEqual([]);
  });

  it('answers /renders and /help to the person alone', async () => {
    const message = await settled(await painted('/imagine a snow globe'));
    const { messageId } = await ada.posted('/renders recent');
    const listed = await ada.shows(messageId, () => true);
    expect(listed).toMatchObject({ isPrivate: true, tone: 'info' });
    expect(listed.text).toContain(message.id);
    const shown = await ada.posted(`/renders show ${message.id}`);
    expect(await ada.message(shown.messageId)).toMatchObject({ pictures: message.pictures, isPrivate: true });
    const usage = await ada.posted('/renders usage');
    expect((await ada.message(usage.messageId))?.text).toMatch(/Your pictures today: 1\n/);
    const help = await ada.posted('/help');
    expect((await ada.message(help.messageId))?.text).toContain('--ar 16:9');
    expect(await ben.message(messageId)).toBeNull();
    expect((await ada.post('/imagin a fox')).status).toBe(422);

    await ada.posted('/renders forget');
    await ben.until((event) => event.type === 'removed' && event.messageId === message.id);
    expect(JSON.stringify(await ada.page())).not.toContain('a snow globe --');
    expect((await ada.get(`/pictures/${message.pictures[0]?.hash ?? ''}`)).status).toBe(404);
  });

  it('keeps a note beside each picture, until it is forgotten', async () => {
    const message = await settled(await painted('/imagine a paper boat --seed 5'));
    const file = inDir('sidecars', `${message.pictures[0]?.hash ?? ''}.json`);
    await expect.poll(() => existsSync(file)).toBe(true);
    const note: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(note).toMatchObject({ prompt: 'a paper boat', parameters: { seed: 5 }, jobId: message.id });
    expect(note).toHaveProperty('requestId', expect.stringMatching(/^[0-9a-f-]{36}$/));
    await ada.posted('/renders forget');
    expect(existsSync(file)).toBe(false);
  });

  it('finds pictures by words and by person, and tells the usage', async () => {
    await painted('/imagine a red barn');
    await painted('/imagine a green barn');
    const search = async (query: string): Promise<readonly string[]> =>
      ((await ben.json(`/api/rooms/general/gallery?${query}`)) as GalleryWire).items.map(
        ({ prompt }) => prompt,
      );
    expect(await search('search=BARN')).toEqual(['a green barn', 'a red barn']);
    expect(await search('search=red&person=ada')).toEqual(['a red barn']);
    expect(await search('person=ben')).toEqual([]);
    const usage = (await ada.json('/api/usage?room=general')) as UsageWire;
    expect(usage.lines.map(({ used }) => used)).toContain('2');
  });

  it('goes on after a restart: the same message comes to its picture, and nothing is bought twice', async () => {
    const { jobId } = await ada.posted('/imagine a heron at dawn');
    await ada.shows(jobId ?? '', ({ job }) => job?.status === 'QUEUED' || job?.status === 'PROCESSING');
    const said = await ada.posted('It is under way.');
    const { lastEventId } = await ada.page();
    await studio.stop();
    studio = await startEmulatedStudio(emulator, inDir());
    ada = ada.at(studio.url);
    await ada.listen('general', lastEventId);
    await ada.until(({ type }) => type === 'reload');
    expect((await ada.message(said.messageId))?.text).toBe('It is under way.');
    await expect.poll(() => ada.message(jobId ?? ''), { timeout: 10_000 }).toSatisfy(isDone);
    const { messages } = await ada.page();
    expect(messages.filter(({ job }) => job?.jobId === jobId)).toHaveLength(1);
    expect(emulator.ledger().filter(({ prompt }) => prompt === 'a heron at dawn')).toHaveLength(1);
    const again = await ada.json('/api/session');
    expect(again).toMatchObject({ me: ada.session.me });
  });

  it('stops at once though streams are open', async () => {
    const stream = await ada.listen();
    const startedAt = performance.now();
    await studio.stop();
    await stream.ended;
    expect(performance.now() - startedAt).toBeLessThan(1000);
    studio = await startEmulatedStudio(emulator, inDir());
  });
});
