import sharp from 'sharp';

import { badge } from './caption.ts';
import type { Size } from './size.ts';
import { svg } from './svg.ts';

const GAP = 8;
const PAPER = '#f4f0e8';

interface Cell extends Size {
  left: number;
  top: number;
}

/**
 * The references in their order, row by row above the caption, each with its number; one alone fills the picture and has none.
 */
export async function arrange(
  references: readonly Buffer[],
  size: Size,
  captionHeight: number,
): Promise<Buffer> {
  const [first] = references;
  if (first && references.length === 1) return fill(first, size);
  const cells = gridOf(references.length, { ...size, height: size.height - captionHeight });
  const pictures = await Promise.all(
    cells.map(async (cell, i) => {
      const reference = references[i];
      return reference ? { input: await fill(reference, cell), left: cell.left, top: cell.top } : null;
    }),
  );
  const badges = cells.map(({ left, top, width, height }, i) => {
    const r = Math.max(12, Math.min(width, height) * 0.075);
    return badge(left + r * 1.5, top + r * 1.5, r, i + 1);
  });
  return sharp({ create: { ...size, channels: 3, background: PAPER } })
    .composite([
      ...pictures.filter((picture) => picture !== null),
      { input: svg(size.width, size.height, badges.join('')) },
    ])
    .png({ compressionLevel: 1 })
    .toBuffer();
}

function fill(picture: Buffer, { width, height }: Size): Promise<Buffer> {
  return sharp(picture)
    .autoOrient()
    .flatten({ background: PAPER })
    .resize(width, height, { fit: 'cover' })
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** The grid whose cells are nearest to squares; a last row that is not full gets wider cells. */
function gridOf(count: number, size: Size): Cell[] {
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt((count * size.width) / size.height))));
  const rows = Math.ceil(count / columns);
  const height = (size.height - GAP * (rows + 1)) / rows;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - columns * (rows - 1) : columns;
    const width = (size.width - GAP * (inRow + 1)) / inRow;
    return {
      left: Math.round(GAP + (i % columns) * (width + GAP)),
      top: Math.round(GAP + row * (height + GAP)),
      width: Math.floor(width),
      height: Math.floor(height),
    };
  });
}
