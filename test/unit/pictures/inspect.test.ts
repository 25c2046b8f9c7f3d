import { describe, expect, it } from 'vitest';

import { decodeWhole, inspectPicture } from '../../../src/core/pictures/inspect.ts';
import { photoWithSecrets, pngThatClaims, samplePicture } from './sample-pictures.ts';

const TYPES = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const;

/** The head of a file of ISO boxes, as HEIC pictures of phones begin. */
function isoFile(brand: string): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32BE(24, 0);
  head.write(`ftyp${brand}\0\0\0\0mif1${brand}`, 4, 'latin1');
  return head;
}

describe('inspectPicture', () => {
  it.each(TYPES)('knows a %s by its bytes', async (type) => {
    const bytes = await samplePicture({ type, widthPx: 64, heightPx: 48 });
    expect(await inspectPicture(bytes)).toEqual({
      contentType: `image/${type}`,
      widthPx: 64,
      heightPx: 48,
      sizeBytes: bytes.length,
      // A gif keeps a place for transparency, used or not.
      hasAlpha: type === 'gif',
      orientation: 1,
      pages: 1,
    });
  });

  it('tells the size as it is seen, not as it lies', async () => {
    expect(await inspectPicture(await photoWithSecrets(6))).toMatchObject({
      orientation: 6,
      widthPx: 40,
      heightPx: 80,
    });
  });

  it('sees transparency', async () => {
    expect(await inspectPicture(await samplePicture({ hasAlpha: true }))).toMatchObject({ hasAlpha: true });
  });

  it('knows an AVIF in the box of a HEIF', async () => {
    const bytes = await samplePicture({ type: 'avif' });
    bytes.write('mif1', 8, 'latin1');
    expect(await inspectPicture(bytes)).toMatchObject({ contentType: 'image/avif' });
  });

  it('refuses a small file that claims to be huge, without decoding it', async () => {
    const bomb = pngThatClaims(60_000, 60_000);
    expect(bomb.length).toBeLessThan(1024);
    const before = process.memoryUsage.rss();
    await expect(inspectPicture(bomb)).rejects.toMatchObject({
      code: 'picture_too_large',
      message: 'The picture is 60000 × 60000 pixels; a side can have 16383 at most. Send a smaller one.',
    });
    await expect(inspectPicture(pngThatClaims(12_000, 12_000))).rejects.toMatchObject({
      code: 'picture_too_large',
      message: 'The picture is 12000 × 12000 pixels; 50 million are possible. Send a smaller one.',
    });
    // Decoded, the smaller of the two takes 432 MB.
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'The file is empty.'],
    ['text', Buffer.from('hello, I am a picture'), 'This is no picture that I know.'],
    ['a login page', Buffer.from('<!DOCTYPE html><html></html>'), 'This is no picture that I know.'],
    [
      'svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'no picture that I know',
    ],
    [
      'xml',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      'This is a xml file.',
    ],
    ['pdf', Buffer.from('%PDF-1.7\n1 0 obj'), 'This is a pdf file.'],
    [
      'zip',
      Buffer.from('504b0304140000000000000000000000000000000000000000000000', 'hex'),
      'This is a zip file.',
    ],
    ['bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]), 'This is a bmp file.'],
    ['heic', isoFile('heic'), 'HEIC pictures cannot be read here.'],
    ['the head of a jpeg alone', Buffer.from('ffd8ffe000104a4649460001', 'hex'), 'The picture is damaged'],
  ])('refuses %s in words that say what works', async (_, bytes, sentence) => {
    const refused = inspectPicture(bytes);
    await expect(refused).rejects.toMatchObject({
      code: 'picture_unreadable',
      charged: 'no',
      retry: 'never',
    });
    await expect(refused).rejects.toThrow(sentence);
  });

  it('refuses a file that is too long before it looks at it', async () => {
    const bytes = await samplePicture();
    await expect(inspectPicture(bytes, { maxBytes: bytes.length - 1 })).rejects.toMatchObject({
      code: 'picture_too_large',
    });
  });
});

describe('decodeWhole', () => {
  it.each(TYPES)('notices a %s that ends early', async (type) => {
    const bytes = await samplePicture({ type, widthPx: 200, heightPx: 200, isNoise: true });
    await expect(decodeWhole(bytes)).resolves.toBeUndefined();
    await expect(decodeWhole(bytes.subarray(0, Math.floor(bytes.length * 0.7)))).rejects.toMatchObject({
      code: 'picture_unreadable',
    });
  });

  it('takes pictures in turn, and lets the next one go on after a damaged one', async () => {
    const good = await samplePicture({ type: 'jpeg', widthPx: 200, heightPx: 200 });
    const bad = good.subarray(0, good.length / 2);
    const results = await Promise.allSettled([bad, good, bad, bad, good, good, bad, good].map(decodeWhole));
    const expected = [
      'rejected',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ];
    expect(results.map(({ status }) => status)).toEqual(expected);
  });
});
