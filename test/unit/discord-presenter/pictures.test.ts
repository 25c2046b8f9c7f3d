import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DAY_MS, MINUTE_MS, PlatformError } from '../../../src/core/index.ts';
import type { FetchPolicy } from '../../../src/core/pictures/guarded-fetch.ts';
import { createMediaLoader, hasEnded } from '../../../src/discord/media.ts';
import { picturesOfMessage, picturesSentWith } from '../../../src/discord/message-pictures.ts';
import { uploadsOf } from '../../../src/discord/uploads.ts';
import { conversationOf, DiscordStage } from '../../support/discord-stage.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { picture, png } from './sample.ts';

const file = (name: string, type = 'image/png'): object => ({
  url: `https://cdn/${name}`,
  filename: name,
  content_type: type,
});
const media = (name: string, more: object = {}): object => ({
  url: `https://cdn/${name}`,
  proxy_url: `https://proxy/${name}`,
  content_type: 'image/png',
  ...more,
});

describe('the pictures of a message', () => {
  it('are found in all four places, in a fixed order', () => {
    const forwarded = [file('i.png'), { url: 'https://cdn/j.JPG', filename: 'j.JPG' }];
    const found = picturesOfMessage({
      attachments: [file('notes.pdf', 'application/pdf')],
      embeds: [{ image: media('c.png') }, { thumbnail: media('d.png') }, { title: 'no picture' }],
      components: [
        {
          type: 17,
          components: [
            {
              type: 12,
              items: [{ media: media('e.png', { attachment_id: '1' }) }, { media: media('f.png') }],
            },
            {
              type: 9,
              components: [{ type: 10, content: 'x' }],
              accessory: { type: 11, media: media('g.png') },
            },
            { type: 13, file: media('h.png', { attachment_id: '2' }) },
            { type: 13, file: media('song.mp3', { content_type: 'audio/mpeg' }) },
          ],
        },
      ],
      message_snapshots: [{ message: { attachments: forwarded, embeds: [], components: [] } }],
    });
    expect(found.map(({ url }) => url)).toEqual([
      'https://proxy/c.png',
      'https://proxy/d.png',
      'https://cdn/e.png',
      'https://proxy/f.png',
      'https://proxy/g.png',
      'https://cdn/h.png',
      'https://cdn/i.png',
      'https://cdn/j.JPG',
    ]);
    expect(found[2]?.fileName).toBe('e.png');
  });

  it('are its files, where it shows previews of links beside them', () => {
    const message = { attachments: [file('a.png')], embeds: [{ thumbnail: media('preview.png') }] };
    expect(picturesOfMessage(message).map(({ url }) => url)).toEqual(['https://cdn/a.png']);
  });

  it('are no previews of links among the words that they come with', () => {
    const embeds = [{ thumbnail: media('preview.png') }];
    const snapshots = [{ message: { attachments: [], embeds: [{ image: media('b.png') }] } }];
    const sent = picturesSentWith({ attachments: [], embeds, message_snapshots: snapshots });
    expect(sent.map(({ url }) => url)).toEqual(['https://proxy/b.png']);
  });

  it.each([
    null,
    'text',
    {},
    { attachments: 'none' },
    { content: '', attachments: [], embeds: [], components: [] },
  ])('are none in %j', (message) => {
    expect(picturesOfMessage(message)).toEqual([]);
  });
});

describe('files on their way to Discord', () => {
  it('are refused before anything is sent when one is too large, or all together are', async () => {
    const large = await picture({ bytes: new Uint8Array(1001) });
    expect(() => uploadsOf([large], 1000)).toThrow(PlatformError);
    const third = await picture({ bytes: new Uint8Array(9 * 1024 * 1024) });
    expect(() => uploadsOf([third, third, third], 10 * 1024 * 1024)).toThrow(PlatformError);
    expect(uploadsOf([third, third], 10 * 1024 * 1024).files).toHaveLength(2);
  });

  it('keep names apart and free of what Discord would change', async () => {
    const named = await picture({ fileName: '../a fox é.png' });
    const { gallery } = uploadsOf([named, named], 1e6);
    expect(gallery.map(({ url }) => url)).toEqual([
      'attachment://1-.._a_fox_.png',
      'attachment://2-.._a_fox_.png',
    ]);
  });
});

describe("links to Discord's files", () => {
  const endsAt = Date.UTC(2026, 0, 15, 12);
  const link = `https://cdn/attachments/1/2/a.png?ex=${(endsAt / 1000).toString(16)}&is=1&hm=2`;

  it('have ended five minutes before their end', () => {
    expect(hasEnded(link, endsAt - 6 * MINUTE_MS)).toBe(false);
    expect(hasEnded(link, endsAt - 5 * MINUTE_MS)).toBe(true);
  });

  it('have no end where none is told, and have ended where it cannot be read', () => {
    expect(hasEnded('https://proxy/external/x.png', endsAt)).toBe(false);
    expect(hasEnded('https://cdn/a.png?ex=zz', endsAt)).toBe(true);
  });
});

describe("the hosts of Discord's files", () => {
  async function hostsFor(mediaHosts: readonly string[]): Promise<readonly string[]> {
    const asked: FetchPolicy[] = [];
    const load = createMediaLoader({
      mediaHosts,
      clock: new ManualClock(),
      fetchPicture: (_, policy) => {
        asked.push(policy);
        return Promise.resolve({ bytes: new Uint8Array(), contentType: null });
      },
    });
    await load('https://cdn/attachments/1/2/a.png', new AbortController().signal);
    return asked.flatMap(({ hosts }) =>
      hosts === 'any-public' ? [] : hosts.map(({ hostname }) => hostname),
    );
  }

  it('have its proxies for pictures of other hosts beside them', async () => {
    const own = ['cdn.discordapp.com', 'media.discordapp.net'];
    const proxies = ['images-ext-1.discordapp.net', 'images-ext-2.discordapp.net'];
    expect(await hostsFor(own)).toEqual([...own, ...proxies]);
  });

  it('stand alone where others than Discord’s are set', async () => {
    expect(await hostsFor(['files.example'])).toEqual(['files.example']);
  });
});

describe('loading from Discord', () => {
  let stage: DiscordStage;
  const { signal } = new AbortController();
  beforeEach(async () => {
    stage = await DiscordStage.start();
  });
  afterEach(async () => {
    await stage.close();
  });

  it('reads the message anew, so that a picture of last week is there', async () => {
    const channel = stage.channel();
    const bytes = await png();
    const message = await stage.ada.post(channel, { files: [{ name: 'fox.png', bytes }] });
    await stage.fake.clock.advance(7 * DAY_MS);
    const ref = { conversation: conversationOf(channel), messageId: message.id };
    const loaded = await stage.presenter.loadPicture(ref, 0, signal);
    expect(Buffer.from(loaded.bytes)).toEqual(bytes);
    expect(loaded.fileName).toBe('fox.png');
  });

  it('loads the picture of a forward', async () => {
    const bytes = await png();
    const original = await stage.ada.post(stage.channel(), { files: [{ name: 'fox.png', bytes }] });
    const channel = stage.channel();
    const forward = await stage.ada.post(channel, { forwardOf: original });
    const ref = { conversation: conversationOf(channel), messageId: forward.id };
    expect(Buffer.from((await stage.presenter.loadPicture(ref, 0, signal)).bytes)).toEqual(bytes);
  });

  it("fetches from Discord's file folders alone, and only by links that live", async () => {
    const code = async (url: string): Promise<unknown> =>
      stage.presenter.loadMedia(url, signal).then(
        () => null,
        (error: unknown) => (error as { code: string }).code,
      );
    const { mediaHost } = stage.fake;
    expect(await code('https://evil.example/attachments/1/2/a.png')).toBe('address_refused');
    expect(await code(`http://${mediaHost}/api/v10/users/@me`)).toBe('address_refused');
    expect(await code(`http://${mediaHost}/attachments/../api/v10/users/@me`)).toBe('address_refused');
    expect(await code(`http://${mediaHost}/attachments/1/2/a.png?ex=1`)).toBe('picture_gone');
    expect(await code('not an address')).toBe('address_refused');
    expect(stage.fake.requestsTo('GET /users/@me')).toEqual([]);
  });
});
