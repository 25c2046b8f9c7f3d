import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { paint, type PaintOrder } from '../../../src/emulator/painter/index.ts';
import { FIXED_RATIOS, SIZES, sizeOf } from '../../../src/emulator/painter/size.ts';

const ORDER: PaintOrder = {
  prompt: 'a red fox in the snow',
  seed: 7,
  aspectRatio: '1:1',
  format: 'jpg',
  references: [],
  index: 0,
};

const order = (changes: Partial<PaintOrder>): PaintOrder => ({ ...ORDER, ...changes });

function plain(color: string, width = 400, height = 300): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: color } })
    .png()
    .toBuffer();
}

/** Left half red, right half blue. */
async function twoSided(): Promise<Buffer> {
  const right = await plain('#0000ff', 512, 1024);
  return sharp({ create: { width: 1024, height: 1024, channels: 3, background: '#ff0000' } })
    .composite([{ input: right, left: 512, top: 0 }])
    .png()
    .toBuffer();
}

async function pixel(bytes: Buffer, x: number, y: number): Promise<[number, number, number]> {
  const { data } = await sharp(bytes)
    .extract({ left: x, top: y, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0];
}

async function brightness(bytes: Buffer): Promise<number> {
  const { channels } = await sharp(bytes).stats();
  return channels.slice(0, 3).reduce((sum, { mean }) => sum + mean, 0) / 3;
}

describe('the painter', () => {
  it.each(FIXED_RATIOS)('paints %s in its size at 1K', async (aspectRatio) => {
    const { width, height, format } = await sharp(await paint(order({ aspectRatio }))).metadata();
    expect([width, height]).toEqual(SIZES[aspectRatio]);
    expect(format).toBe('jpeg');
  });

  it('paints png when asked', async () => {
    const { format } = await sharp(await paint(order({ format: 'png' }))).metadata();
    expect(format).toBe('png');
  });

  it('follows the first reference to the nearest ratio with auto, and is square without one', () => {
    expect(sizeOf('auto', { width: 1920, height: 1080 })).toEqual({ width: 1376, height: 768 });
    expect(sizeOf('auto', { width: 300, height: 3000 })).toEqual({ width: 384, height: 3072 });
    expect(sizeOf('auto', null)).toEqual({ width: 1024, height: 1024 });
  });

  it('gives the same bytes for the same order', async () => {
    expect((await paint(ORDER)).equals(await paint(order({})))).toBe(true);
  });

  it.each([{ seed: 8 }, { prompt: 'a red fox in the rain' }, { index: 1 }])(
    'gives another picture for %j',
    async (change) => {
      const [one, other] = await Promise.all([paint(ORDER), paint(order(change))]);
      expect(one.equals(other)).toBe(false);
    },
  );

  it('differs above the caption as well when the seed differs', async () => {
    const top = async (bytes: Buffer): Promise<Buffer> =>
      sharp(bytes).extract({ left: 0, top: 0, width: 1024, height: 700 }).raw().toBuffer();
    const [one, other] = await Promise.all([paint(ORDER), paint(order({ seed: 8 }))]);
    expect((await top(one)).equals(await top(other))).toBe(false);
  });

  it.each([
    ['markup', '</svg><script>&amp;"\' <image href="file:///etc/passwd"/>'],
    ['control and direction characters', '\u0000\u001b[31m\u202Egnp.exe\u2066 \uD800 lone'],
    ['a long word', 'x'.repeat(100_000)],
    ['towers of marks', 'Z\u0301\u0302\u0303\u0304'.repeat(200)],
    ['nothing that can be drawn', '\u200B\u200B'],
    ['scripts and emoji', '日本 עברית العربية 🦊👩‍🚀'],
  ])('paints a prompt of %s', async (_what, prompt) => {
    const { width } = await sharp(await paint(order({ prompt }))).metadata();
    expect(width).toBe(1024);
  });
});

describe('an edit', () => {
  it('takes the colour away for black and white', async () => {
    const bytes = await paint(order({ prompt: 'black and white', references: [await plain('#d04020')] }));
    const [r, g, b] = await pixel(bytes, 512, 300);
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(4);
  });

  it('turns day into a darker, bluer night', async () => {
    const reference = await plain('#c0c0c0');
    const night = await paint(order({ prompt: 'make it night', references: [reference] }));
    expect(await brightness(night)).toBeLessThan(110);
    const [r, , b] = await pixel(night, 100, 700);
    expect(b).toBeGreaterThan(r + 20);
  });

  it('mirrors left and right for flip', async () => {
    const bytes = await paint(order({ prompt: 'flip it', references: [await twoSided()] }));
    const [[leftRed, , leftBlue], [rightRed, , rightBlue]] = await Promise.all([
      pixel(bytes, 200, 400),
      pixel(bytes, 800, 400),
    ]);
    expect(leftBlue).toBeGreaterThan(leftRed);
    expect(rightRed).toBeGreaterThan(rightBlue);
  });

  it('softens a hard edge for blur', async () => {
    const reference = await twoSided();
    // Just left of the edge: pure red, or blue after the flip, until it is blurred.
    const edgeOf = async (prompt: string): Promise<number> => {
      const [r, , b] = await pixel(await paint(order({ prompt, references: [reference] })), 508, 400);
      return Math.min(r, b);
    };
    expect(await edgeOf('flip it')).toBeLessThan(40);
    expect(await edgeOf('blur it')).toBeGreaterThan(60);
  });

  it('tints a picture when it knows no word of the prompt', async () => {
    const bytes = await paint(order({ prompt: 'hmm', references: [await plain('#808080')] }));
    const [r, g, b] = await pixel(bytes, 512, 600);
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeGreaterThan(8);
  });

  it('shows one thing more when asked to add it, not when it is only named', async () => {
    const references = [await plain('#808080')];
    const paintings = await Promise.all(
      ['add a fox', 'the fox, flipped'].map((prompt) => paint(order({ prompt, references }))),
    );
    const [added = 0, named = 0] = await Promise.all(
      paintings.map(async (bytes) => {
        // Statistics are of an input, never of what a pipeline makes of it: hence the step in between.
        const above = sharp(bytes).extract({ left: 0, top: 500, width: 1024, height: 400 });
        return (await sharp(await above.png().toBuffer()).stats()).channels[0]?.stdev;
      }),
    );
    expect(named).toBeLessThan(2);
    expect(added).toBeGreaterThan(10);
  });

  it('lays several references out in their order', async () => {
    const references = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff', '#ffffff'].map((color) => plain(color)),
    );
    const bytes = await paint(order({ prompt: 'upside down', references: references.slice(0, 2) }));
    const collage = await paint(order({ prompt: 'brighter', references }));
    expect(bytes.equals(collage)).toBe(false);
    const [first, second, third] = await Promise.all([
      pixel(collage, 400, 300),
      pixel(collage, 800, 300),
      pixel(collage, 400, 750),
    ]);
    expect(first.indexOf(Math.max(...first))).toBe(0);
    expect(second.indexOf(Math.max(...second))).toBe(1);
    expect(third.indexOf(Math.max(...third))).toBe(2);
  });

  it('depends on the bytes of its references', async () => {
    const [one, other] = await Promise.all([plain('#808080'), plain('#818181')]);
    const paintings = await Promise.all(
      [one, one, other].map((r) => paint(order({ prompt: 'night', references: [r] }))),
    );
    expect(paintings[0]?.equals(paintings[1] ?? Buffer.alloc(0))).toBe(true);
    expect(paintings[0]?.equals(paintings[2] ?? Buffer.alloc(0))).toBe(false);
  });
});
