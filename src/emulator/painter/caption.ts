import { textPath, textWidth } from './font.ts';
import type { Size } from './size.ts';
import { n, path, rect } from './svg.ts';
import { drawableText, wrap } from './text.ts';

const MAX_LINES = 3;

export interface Caption {
  height: number;
  art: string;
}

/** The band at the bottom (opaque: an edit's covers the caption of the picture before) with the prompt, and the seed small beside the word that no real model painted this. */
export function captionOf(size: Size, prompt: string, seed: number): Caption {
  const fontSize = Math.max(15, Math.round(Math.min(Math.min(size.width, size.height) * 0.033, 30)));
  const small = Math.max(11, Math.round(fontSize * 0.56));
  const margin = Math.round(fontSize * 1.05);
  const width = size.width - 2 * margin;
  const lines = wrap(drawableText(prompt), 'bold', fontSize, width, MAX_LINES);
  const lead = Math.round(fontSize * 1.32);
  const height = Math.round(margin * 0.9 + lines.length * lead + small * 1.5 + margin * 0.35);
  const top = size.height - height;
  const text = lines.map((line, i) =>
    textPath(line, 'bold', fontSize, margin, top + margin * 0.55 + (i + 0.82) * lead),
  );
  const footer = `emulator · seed ${seed}`;
  const footY = size.height - margin * 0.62;
  const art = [
    rect(0, top, size.width, height, '#0b0d16'),
    rect(0, top, size.width, Math.max(2, fontSize * 0.09), '#ffffff', 'opacity="0.32"'),
    path(text.join(''), '#ffffff'),
    path(textPath(footer, 'regular', small, margin, footY), '#ffffff', 'opacity="0.62"'),
  ].join('');
  return { height, art };
}

/** A round badge with a number, for the pictures of a collage. */
export function badge(x: number, y: number, r: number, number: number): string {
  const label = String(number);
  const fontSize = r * 1.15;
  const left = x - textWidth(label, 'bold', fontSize) / 2;
  return (
    `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="#0b0d16" fill-opacity="0.82" stroke="#ffffff" stroke-width="${n(r * 0.1)}"/>` +
    path(textPath(label, 'bold', fontSize, left, y + fontSize * 0.36), '#ffffff')
  );
}
