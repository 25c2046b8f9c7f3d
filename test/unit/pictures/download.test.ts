import { describe, expect, it } from 'vitest';

import { ConfigError, UserError } from '../../../src/core/errors.ts';
import { createOutputDownload, type DownloadedPicture } from '../../../src/core/pictures/download.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pictureServer, type PictureServer } from './picture-server.ts';
import { samplePicture } from './sample-pictures.ts';

type Answer = number | Uint8Array | 'cut';

/** A host that gives one answer after the other, and the last one for ever. */
async function outputHost(...answers: [Answer, ...Answer[]]): Promise<PictureServer> {
  const left = [...answers];
  return pictureServer((_, response) => {
    const answer = (left.length > 1 ? left.shift() : left[0]) ?? 500;
    if (answer === 'cut') response.destroy();
    else if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(answer);
  });
}

function download(
  server: PictureServer,
  options: { clock?: ManualClock; hosts?: readonly string[]; signal?: AbortSignal } = {},
): Promise<DownloadedPicture> {
  const { clock = new ManualClock({ autoAdvance: true }), hosts = [server.host] } = options;
  const signal = options.signal ?? new AbortController().signal;
  return createOutputDownload({ hosts, clock, random: () => 0 })(`${server.origin}/generations/a.jpeg`, {
    signal,
  });
}

const picture = await samplePicture({ type: 'jpeg', widthPx: 300, heightPx: 200, isNoise: true });
const half = picture.subarray(0, picture.length / 2);

describe('the download of a painted picture', () => {
  it('brings the picture with what it is by its bytes', async () => {
    const server = await outputHost(await samplePicture({ type: 'png' }));
    expect(await download(server)).toMatchObject({ contentType: 'image/png', widthPx: 64, heightPx: 48 });
  });

  it('sends no key', async () => {
    const server = await outputHost(picture);
    await download(server);
    const { headers } = server.requests[0] ?? {};
    expect(Object.keys(headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('is tried again with back-off while the host fails', async () => {
    const clock = new ManualClock({ autoAdvance: true });
    const server = await outputHost(503, 'cut', 500, picture);
    expect((await download(server, { clock })).bytes).toEqual(picture);
    expect(clock.sleepsMs).toEqual([700, 1400, 2800]);
  });

  it('says that the service is down after half a minute', async () => {
    const clock = new ManualClock({ autoAdvance: true });
    const server = await outputHost(503);
    await expect(download(server, { clock })).rejects.toMatchObject({
      name: 'SegmindError',
      code: 'unavailable',
      charged: 'yes',
      retry: 'safe',
    });
    const waitedMs = clock.monotonicMs();
    expect(waitedMs).toBeGreaterThan(20_000);
    expect(waitedMs).toBeLessThanOrEqual(30_000);
  });

  it.each([404, 410, 403])(
    'says after three looks that the picture is lost (%i), though it was paid',
    async (status) => {
      const server = await outputHost(status);
      await expect(download(server)).rejects.toMatchObject({
        code: 'result_lost',
        charged: 'yes',
        retry: 'user_may',
      });
      expect(server.requests).toHaveLength(3);
    },
  );

  it('waits for a picture that the host shows late', async () => {
    const server = await outputHost(404, half, picture);
    expect((await download(server)).bytes).toEqual(picture);
  });

  it.each([
    ['half a picture', half],
    ['text', Buffer.from('not a picture')],
    ['nothing', Buffer.alloc(0)],
  ])('says of %s that it cannot be read, though it was paid', async (_, answer) => {
    const server = await outputHost(answer);
    await expect(download(server)).rejects.toMatchObject({
      code: 'output_unreadable',
      charged: 'yes',
      retry: 'user_may',
      cause: expect.any(UserError) as UserError,
    });
    expect(server.requests).toHaveLength(3);
  });

  it('asks no host that is not listed', async () => {
    const server = await outputHost(picture);
    const refused = download(server, { hosts: ['images.segmind.com'] });
    await expect(refused).rejects.toMatchObject({ code: 'output_unreadable', charged: 'yes' });
    await expect(refused).rejects.toThrow('SEGMIND_OUTPUT_HOSTS');
    expect(server.requests).toEqual([]);
  });

  it('ends with the reason of its caller, also while it waits', async () => {
    const clock = new ManualClock();
    const caller = new AbortController();
    const reason = new Error('enough');
    const server = await outputHost(503);
    const downloading = download(server, { clock, signal: caller.signal });
    const ended = downloading.catch((error: unknown) => error);
    await expect.poll(() => clock.sleepsMs).toEqual([700]);
    caller.abort(reason);
    expect(await ended).toBe(reason);
    expect(clock.sleeping).toBe(0);
  });

  it('does not begin with hosts that are none', () => {
    const clock = new ManualClock();
    expect(() => createOutputDownload({ hosts: ['https://x', '10.0.0.1', 'fine.example'], clock })).toThrow(
      ConfigError,
    );
  });
});
