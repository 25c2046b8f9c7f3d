import type { Random } from '../random.ts';
import type { Wish } from './wish.ts';

/** The colours of one picture: a sky from top to horizon, its light, land from far to near, and one colour that calls. */
export interface Palette {
  sky: readonly [top: string, middle: string, horizon: string];
  light: string;
  far: string;
  near: string;
  accent: string;
  isDark: boolean;
}

function palette(colors: string, isDark = false): Palette {
  const [top = '', middle = '', horizon = '', light = '', far = '', near = '', accent = ''] =
    colors.split(' ');
  return { sky: [top, middle, horizon], light, far, near, accent, isDark };
}

/** sky top, middle, horizon · light · far land, near land · accent */
export const PALETTES = {
  dawn: palette('#355c7d #c06c84 #f8b195 #fff1c9 #b8748a #2a2540 #f67280'),
  dusk: palette('#2b1b4d #8e3b73 #ff9a5a #ffd98a #86446f #180f2e #ff6f61'),
  day: palette('#3f97d3 #93cdec #f6f1dc #fffbe6 #8ab7bf #1d474d #ff8c5a'),
  night: palette('#060a20 #142050 #41508f #f5f1dc #2c3872 #070a1c #ffd36b', true),
  meadow: palette('#5fb3c8 #b9dfc9 #fdf3c9 #fffbe0 #9cc29a #1d4a35 #f2784b'),
  forest: palette('#7fb2a0 #c7dfbd #f8f0cd #fffbe0 #8fb59a #0f2e27 #e8734a'),
  sea: palette('#1c6ca3 #6cc1cf #fde6c3 #fff4d1 #4ea3b5 #0a2f4c #ff7f57'),
  desert: palette('#d9605a #f3a867 #fde3a7 #fff6d8 #e09a68 #57202f #2f7f7c'),
  snow: palette('#6f9ac2 #bcd4e8 #fdeeee #fffdf5 #b7cde0 #34506d #d9534f'),
  autumn: palette('#6f86a3 #e0c3a0 #fae5c3 #fff3d6 #cf9560 #441a1c #e2572b'),
  candy: palette('#6a4cf0 #f589cf #ffe0a8 #fff6dd #cf8be0 #33165f #21d3b0'),
  aurora: palette('#03122b #0e4a5b #63d8a8 #eafff5 #1f7072 #04101d #c084fc', true),
  ink: palette('#d3cdbf #ece6d8 #faf6ec #fffdf6 #b9b3a6 #22262d #cf4130'),
  ember: palette('#1b0d1f #6b1f3a #f0653a #ffd9a0 #7d2a3d #14070f #ffb13d', true),
} as const satisfies Record<string, Palette>;

export type PaletteName = keyof typeof PALETTES;

const ANY_MOOD = [
  'dawn',
  'dusk',
  'day',
  'meadow',
  'sea',
  'autumn',
  'candy',
  'aurora',
  'ink',
  'ember',
] as const;

/** What the prompt asks for, else what suits the place, else chance. */
export function choosePalette(wish: Wish, random: Random): Palette {
  const byChance = random.pick(ANY_MOOD);
  const chosen = PALETTES[wish.mood ?? wish.place?.mood ?? byChance];
  return wish.color === null ? chosen : { ...chosen, accent: wish.color };
}
