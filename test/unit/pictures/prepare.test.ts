import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { fileNameFor, fitForChat } from '../../../src/core/pictures/for-chat.ts';
import { inspectPicture } from '../../../src/core/pictures/inspect.ts';
import { MAX_REFERENCE_BYTES } from '../../../src/core/pictures/limits.ts';
import { prepareReference } from '../../../src/core/pictures/prepare.ts';
import { photoWithSecrets, pixelAt, pngThatClaims, samplePicture } from './sample-pictures.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;

describe('a prepared reference', () => {
  it('tells nothing of its owner', async () => {
    const photo = await photoWithSecrets(1);
    const before = await sharp(photo).metadata();
    expect([before.exif, before.xmp, before.icc].every((block) => block !== undefined)).toBe(true);
    expect(photo.toString('latin1')).toContain('SecretCamera');
    const prepared = await prepareReference(photo);
    const after = await sharp(prepared.bytes).metadata();
    expect([after.exif, after.xmp, after.icc, after.iptc]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Buffer.from(prepared.bytes).toString('latin1')).not.toMatch(/Secret|Exif|GPS/);
  });

  it.each(['png', 'webp'] as const)('tells nothing as a %s either', async (type) => {
    const secret = await sharp(await samplePicture())
      .withExif({ IFD0: { Make: 'SecretCamera' } })
      .toFormat(type)
      .toBuffer();
    expect(secret.toString('latin1')).toContain('SecretCamera');
    const prepared = await prepareReference(secret);
    expect(prepared.contentType).toBe(`image/${type}`);
    expect(Buffer.from(prepared.bytes).toString('latin1')).not.toContain('SecretCamera');
  });

  it('stands upright', async () => {
    const prepared = await prepareReference(await photoWithSecrets(6));
    expect(prepared).toMatchObject({ contentType: 'image/jpeg', widthPx: 40, heightPx: 80 });
    // Turned clockwise, the red left half is the upper one.
    const [red] = await pixelAt(prepared.bytes, 20, 10);
    const [, , blue] = await pixelAt(prepared.bytes, 20, 70);
    expect(red).toBeGreaterThan(200);
    expect(blue).toBeGreaterThan(200);
    expect((await inspectPicture(prepared.bytes)).orientation).toBe(1);
  });

  it.each([
    ['jpeg', false, 'image/jpeg'],
    ['png', true, 'image/png'],
    ['webp', true, 'image/webp'],
    ['gif', true, 'image/png'],
    ['tiff', false, 'image/png'],
    ['avif', false, 'image/jpeg'],
    ['avif', true, 'image/webp'],
  ] as const)('of a %s (transparent: %s) is %s', async (type, hasAlpha, contentType) => {
    const prepared = await prepareReference(await samplePicture({ type, hasAlpha }));
    expect(prepared).toMatchObject({ contentType, widthPx: 64, heightPx: 48 });
    expect(await inspectPicture(prepared.bytes)).toMatchObject({ contentType, hasAlpha, pages: 1 });
  });

  it('is the first frame of an animation', async () => {
    const frames = [await samplePicture({ type: 'gif' }), await samplePicture({ isNoise: true })];
    const animation = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await inspectPicture(animation)).toMatchObject({ pages: 2, heightPx: 48 });
    const prepared = await prepareReference(animation);
    expect(prepared).toMatchObject({ contentType: 'image/png', heightPx: 48 });
    expect(await pixelAt(prepared.bytes, 5, 5)).toEqual([255, 0, 0]);
  });

  it('has at most 7 MB and 4096 pixels a side, whatever came', async () => {
    const huge = await samplePicture({ type: 'png', widthPx: 1700, heightPx: 1500, isNoise: true });
    expect(huge.length).toBeGreaterThan(MAX_REFERENCE_BYTES);
    const prepared = await prepareReference(huge);
    expect(prepared.bytes.length).toBeLessThanOrEqual(MAX_REFERENCE_BYTES);
    expect(prepared).toMatchObject({ contentType: 'image/jpeg', widthPx: 1700, heightPx: 1500 });
    const wide = await prepareReference(await samplePicture({ widthPx: 8192, heightPx: 16 }));
    expect(wide).toMatchObject({ widthPx: 4096, heightPx: 8, contentType: 'image/png' });
  });

  it('is the same for the same bytes', async () => {
    const bytes = await samplePicture({ type: 'jpeg' });
    expect((await prepareReference(bytes)).bytes).toEqual((await prepareReference(bytes)).bytes);
  });

  it('is not made of a bomb, of text or of half a picture', async () => {
    const half = (await samplePicture({ type: 'jpeg', widthPx: 300, heightPx: 300, isNoise: true })).subarray(
      0,
      9000,
    );
    await expect(prepareReference(pngThatClaims(60_000, 60_000))).rejects.toMatchObject({
      code: 'picture_too_large',
    });
    await expect(prepareReference(Buffer.from('text'))).rejects.toMatchObject({ code: 'picture_unreadable' });
    await expect(prepareReference(half)).rejects.toMatchObject({ code: 'picture_unreadable' });
  });
});

describe('a picture for a chat', () => {
  const SHOWN = ['image/png', 'image/jpeg', 'image/gif'];

  it('stays as it is where it fits', async () => {
    const bytes = await samplePicture({ type: 'jpeg' });
    const fit = await fitForChat(bytes, { contentTypes: SHOWN, maxBytes: bytes.length });
    expect(fit).toMatchObject({ contentType: 'image/jpeg', widthPx: 64, heightPx: 48, reencoded: false });
    expect(fit.bytes).toBe(bytes);
  });

  it('becomes a png where its kind is not shown', async () => {
    const fit = await fitForChat(await samplePicture({ type: 'webp', hasAlpha: true }), {
      contentTypes: SHOWN,
      maxBytes: ANY_SIZE,
    });
    expect(fit).toMatchObject({ contentType: 'image/png', reencoded: true });
    expect(await inspectPicture(fit.bytes)).toMatchObject({ contentType: 'image/png', hasAlpha: true });
  });

  it.each([0.9, 0.3, 0.1, 0.01])('becomes as small as %d of itself when it must', async (share) => {
    const bytes = await samplePicture({ type: 'jpeg', widthPx: 400, heightPx: 300, isNoise: true });
    const maxBytes = Math.floor(bytes.length * share);
    const fit = await fitForChat(bytes, { contentTypes: SHOWN, maxBytes });
    expect(fit.bytes.length).toBeLessThanOrEqual(maxBytes);
    expect(await inspectPicture(fit.bytes)).toMatchObject({
      contentType: 'image/jpeg',
      widthPx: fit.widthPx,
      heightPx: fit.heightPx,
    });
    expect(fit.widthPx / fit.heightPx).toBeCloseTo(4 / 3, 0);
  });

  it('prefers a jpeg of full size to a smaller png', async () => {
    const bytes = await samplePicture({ type: 'png', widthPx: 400, heightPx: 300, isNoise: true });
    const fit = await fitForChat(bytes, { contentTypes: SHOWN, maxBytes: Math.floor(bytes.length / 2) });
    expect(fit).toMatchObject({ contentType: 'image/jpeg', widthPx: 400, heightPx: 300 });
  });

  it('keeps within the longest side', async () => {
    const bytes = await samplePicture({ widthPx: 400, heightPx: 100 });
    const fit = await fitForChat(bytes, { contentTypes: SHOWN, maxBytes: ANY_SIZE, maxSidePx: 200 });
    expect(fit).toMatchObject({ contentType: 'image/png', widthPx: 200, heightPx: 50, reencoded: true });
  });

  it('gets a white ground where it loses its transparency', async () => {
    const bytes = await samplePicture({ hasAlpha: true });
    const fit = await fitForChat(bytes, { contentTypes: ['image/jpeg'], maxBytes: ANY_SIZE });
    const [red, green, blue] = await pixelAt(fit.bytes, 60, 24);
    expect(Math.min(red ?? 0, green ?? 0, blue ?? 0)).toBeGreaterThan(245);
  });

  it('is given up when nothing worth showing would be left', async () => {
    const bytes = await samplePicture({ isNoise: true });
    await expect(fitForChat(bytes, { contentTypes: SHOWN, maxBytes: 20 })).rejects.toMatchObject({
      code: 'picture_too_large',
    });
  });
});

describe('the name of a file', () => {
  it('is made of the job, the place and the kind', () => {
    expect(fileNameFor({ jobId: '01J8Z3K4', index: 0, contentType: 'image/jpeg' })).toBe(
      'imagine-01j8z3k4-1.jpg',
    );
  });

  it('holds nothing hostile', () => {
    const name = fileNameFor({ jobId: '../../etc/pass wd\u202e\0', index: 3, contentType: 'text/html' });
    expect(name).toBe('imagine-etcpasswd-4.bin');
  });
});
