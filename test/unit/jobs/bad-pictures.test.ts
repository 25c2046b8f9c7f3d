import { describe, expect, it } from 'vitest';

import { SegmindError, StoreError, type StoreErrorCode } from '../../../src/core/errors.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';
import { samplePicture } from '../../support/sample-job.ts';

const ADDRESS = 'https://images.segmind.com/stored.jpg';
const AT_ADDRESS = new TextEncoder().encode(`picture at ${ADDRESS}`);

/** From now on the store fails at this picture; it is sound again once it is put anew. */
function spoil(rig: JobRig, hash: string, reason: StoreErrorCode): void {
  const { pictures } = rig.stores;
  const get = pictures.get.bind(pictures);
  const put = pictures.put.bind(pictures);
  let isSpoilt = true;
  pictures.get = (asked) =>
    isSpoilt && asked === hash ? Promise.reject(new StoreError(reason, 'Not to be read.')) : get(asked);
  pictures.put = async (bytes) => {
    const kept = await put(bytes);
    if (kept === hash) isSpoilt = false;
    return kept;
  };
}

/** A job with two painted pictures that an earlier life had not delivered; the first is spoilt. */
async function spoiltJob(
  rig: JobRig,
  reason: StoreErrorCode,
  outputUrls: readonly string[],
): Promise<RenderJob> {
  const sound = await rig.stores.pictures.put(new TextEncoder().encode('a fox'));
  const spoilt = await rig.stores.pictures.put(AT_ADDRESS);
  spoil(rig, spoilt, reason);
  const painted = { state: 'painted', requestId: 'request-9', submittedAt: 1 } as const;
  return rig.left({ state: 'delivering' }, [
    { ...painted, outputUrls, pictures: [samplePicture({ hash: spoilt })] },
    { ...painted, pictures: [samplePicture({ hash: sound })] },
  ]);
}

function shown(rig: JobRig): string[] {
  const pictures = rig.presenter.messages.at(-1)?.pictures ?? [];
  return pictures.map(({ bytes }) => new TextDecoder().decode(bytes));
}

describe.each(['corrupt', 'unreadable'] as const)('a painted picture whose file is %s', (reason) => {
  it('is fetched once more from its address, and stored anew', async () => {
    const rig = new JobRig();
    const { id } = await spoiltJob(rig, reason, [ADDRESS]);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(shown(rig)).toEqual([`picture at ${ADDRESS}`, 'a fox']);
    const first = (await rig.job(id)).takes[0]?.pictures?.[0];
    expect(await rig.bot.picture(first?.hash ?? '')).not.toBeNull();
    await rig.running.stop();
  });

  it('that is nowhere else does not hold back the others', async () => {
    const rig = new JobRig();
    rig.downloads.set(ADDRESS, new SegmindError('result_lost', 'Gone.', { charged: 'yes' }));
    const { id } = await spoiltJob(rig, reason, [ADDRESS]);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(shown(rig)).toEqual(['a fox']);
    expect(rig.lastView(id)).toContain('1 more picture was painted and charged, but cannot be shown.');
    await rig.running.stop();
  });

  it('is told to be gone where a job was to work from it, with nothing spent', async () => {
    const rig = new JobRig();
    const { hash } = await rig.bot.takePicture(new TextEncoder().encode('a reference'));
    spoil(rig, hash, reason);
    await rig.running.start();
    const { id } = await rig.accepted({ kind: 'edit', sources: [{ kind: 'stored', hash }] });
    expect(await rig.ended(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'picture_gone', charged: 'no' },
    });
    expect(rig.segmind.submits).toEqual([]);
    await rig.running.stop();
  });

  it('is fetched once more where a later job works from it', async () => {
    const rig = new JobRig();
    const earlier = await spoiltJob(rig, reason, [ADDRESS]);
    await rig.running.start();
    await rig.ended(earlier.id);
    spoil(rig, earlier.takes[0]?.pictures?.[0]?.hash ?? '', reason);
    const source = { kind: 'job', jobId: earlier.id, index: 0 } as const;
    const { id } = await rig.accepted({ kind: 'edit', sources: [source] });
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.segmind.uploads).toEqual([AT_ADDRESS]);
    await rig.running.stop();
  });
});

/** A job with one painted picture that stands nowhere else; nothing can be read until the disk is back. */
async function keptApart(rig: JobRig, awayMs: number): Promise<RenderJob> {
  const { pictures } = rig.stores;
  const hash = await pictures.put(new TextEncoder().encode('a fox'));
  const get = pictures.get.bind(pictures);
  const until = rig.clock.now() + awayMs;
  pictures.get = (asked) =>
    rig.clock.now() < until ? Promise.reject(new StoreError('unreadable', 'Away.')) : get(asked);
  const outputUrls = [ADDRESS];
  rig.downloads.set(ADDRESS, new SegmindError('unavailable', 'Away too.', { retry: 'safe' }));
  const pictureOf = { pictures: [samplePicture({ hash })], outputUrls };
  return rig.left({ state: 'delivering' }, [
    { state: 'painted', requestId: 'request-9', submittedAt: 1, ...pictureOf },
  ]);
}

describe('a disk that is away', () => {
  it('for longer than any patience fails no paid job: its picture is posted once the disk is back', async () => {
    const rig = new JobRig();
    const { id } = await keptApart(rig, 60 * MINUTE_MS);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(shown(rig)).toEqual(['a fox']);
    expect(rig.presenter.timesShown(id)).toBe(1);
    await rig.running.stop();
  });
});

describe('a disk that stays away', () => {
  it('is waited for a day, then its person is told', async () => {
    const rig = new JobRig();
    const { id } = await keptApart(rig, 30 * DAY_MS);
    await rig.running.start();
    const ended = await rig.ended(id);
    expect(ended).toMatchObject({ state: 'failed', failure: { code: 'output_unreadable', charged: 'yes' } });
    expect(rig.clock.now()).toBeGreaterThan(ended.deadlineAt + DAY_MS);
    expect(rig.lastView(id)).toContain('It was charged.');
    await rig.running.stop();
  });
});

describe('a disk that takes no pictures', () => {
  it('is sat out with the picture in hand, and the message says so meanwhile', async () => {
    const rig = new JobRig();
    const { pictures } = rig.stores;
    const put = pictures.put.bind(pictures);
    const until = rig.clock.now() + 60 * MINUTE_MS;
    let downloads = 0;
    rig.downloads.get = () => void (downloads += 1);
    pictures.put = (bytes) =>
      rig.clock.now() < until ? Promise.reject(new StoreError('disk_full', 'No room.')) : put(bytes);
    await rig.running.start();
    const { id } = await rig.accepted();
    await rig.until(id, () => rig.lastView(id).includes("bot's disk takes no pictures"));
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(downloads).toBe(1);
    expect(rig.lastView(id)).not.toMatch(/disk/);
    await rig.running.stop();
  });
});
