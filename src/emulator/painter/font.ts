import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { parse, type Font } from 'opentype.js/dist/opentype.mjs';

/**
 * DejaVu from npm, never a font of the machine: the same prompt must give the same bytes everywhere. Letters are set one by one,
 * because the library's shaping stops on a substitution that DejaVu uses (`ccmp`, lookup type 6 format 2).
 */
const FACES = {
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
} as const;

export type Face = keyof typeof FACES;

const loaded = new Map<Face, Font>();

/** Parsed at the first use (about 0.15 s) and kept: the file never changes while the process lives. */
function fontOf(face: Face): Font {
  const known = loaded.get(face);
  if (known) return known;
  const bytes = new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve(FACES[face]))));
  const font = parse(bytes.buffer);
  loaded.set(face, font);
  return font;
}

export function textWidth(text: string, face: Face, fontSize: number): number {
  const font = fontOf(face);
  let units = 0;
  for (const character of text) units += font.charToGlyph(character).advanceWidth ?? 0;
  return (units / font.unitsPerEm) * fontSize;
}

/** The text as SVG path data with its baseline at (x, y): no markup can come of it. */
export function textPath(text: string, face: Face, fontSize: number, x: number, y: number): string {
  const font = fontOf(face);
  const pieces: string[] = [];
  let at = x;
  for (const character of text) {
    const glyph = font.charToGlyph(character);
    pieces.push(glyph.getPath(at, y, fontSize).toPathData(1));
    at += ((glyph.advanceWidth ?? 0) / font.unitsPerEm) * fontSize;
  }
  return pieces.join('');
}
