import { createHash } from 'node:crypto';

import sharp, { type Sharp } from 'sharp';

import { captionOf } from './caption.ts';
import { paintEdit } from './edit.ts';
import { paintScene } from './scene.ts';
import { sizeOf, type AspectRatio, type Size } from './size.ts';
import { stageOf } from './stage.ts';
import { svg } from './svg.ts';

export interface PaintOrder {
  prompt: string;
  seed: number;
  aspectRatio: AspectRatio;
  format: 'jpg' | 'png';
  /** Encoded pictures to change, in order; none for a new picture. */
  references: readonly Buffer[];
  /** Which picture of the request it is, from 0: further ones differ from the first. */
  index: number;
}

const JPEG_QUALITY = 88;

/** Paints an order. The same order gives the same bytes in every process (on the same build of sharp). */
export async function paint(order: PaintOrder): Promise<Buffer> {
  const size = sizeOf(order.aspectRatio, await firstSize(order.references));
  const caption = captionOf(size, order.prompt, order.seed);
  const finished = await canvas(order, size, caption.height)
    .then((image) => image.composite([{ input: svg(size.width, size.height, caption.art) }]))
    .then((image) => image.flatten({ background: '#ffffff' }).toColourspace('srgb'));
  return order.format === 'png'
    ? finished.png({ compressionLevel: 8 }).toBuffer()
    : finished.jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
}

async function canvas(order: PaintOrder, size: Size, captionHeight: number): Promise<Sharp> {
  const seeds = [order.seed, order.index, ...order.references.map(hashOf)];
  if (order.references.length > 0) {
    return sharp(await paintEdit(order.references, size, captionHeight, order.prompt, ...seeds));
  }
  const scene = paintScene(stageOf(size, captionHeight), order.prompt, ...seeds);
  return sharp(svg(size.width, size.height, scene));
}

async function firstSize(references: readonly Buffer[]): Promise<Size | null> {
  const [first] = references;
  if (!first) return null;
  const { autoOrient } = await sharp(first).metadata();
  return { width: autoOrient.width, height: autoOrient.height };
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
