/** The few parts of opentype.js 2 that the painter uses; the package brings no types. */
declare module 'opentype.js/dist/opentype.mjs' {
  export interface Path {
    toPathData(decimalPlaces: number): string;
  }
  export interface Glyph {
    /** 0 is the box that stands for a missing character. */
    readonly index: number;
    /** In font units; absent on a few marks. */
    readonly advanceWidth?: number;
    getPath(x: number, y: number, fontSize: number): Path;
  }
  export interface Font {
    readonly unitsPerEm: number;
    charToGlyph(character: string): Glyph;
  }
  export function parse(font: ArrayBuffer): Font;
}
